"""`python -m bench [part …] [--write]`: print the table, and write it into docs/performance.md."""

import argparse
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import psutil
from rich.console import Console
from rich.table import Table

import obt
from bench import client, fleet, honesty, scale, search, start, transfer, twins
from bench.budget import Line
from bench.programs import ROOT

PARTS: dict[str, Callable[[], list[Line]]] = {
    "start": start.run,
    "client": client.run,
    "fleet": fleet.small,
    "fleet10k": fleet.large,
    "search": search.run,
    "scale": scale.run,
    "transfer": transfer.run,
    "honesty": honesty.run,
    "twins": twins.run,
}
PAGE = ROOT / "docs/performance.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
VERDICT = {True: "yes", False: "**no**", None: ""}


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, OBT {obt.__version__}, "
        f"{datetime.now(UTC):%Y-%m-%d}; load generator, browser and server share these cores"
    )


def write(lines: list[Line]) -> None:
    """Replaces what stands between the two marks."""
    table = ["| part | what | budget | measured | met |", "|---|---|---|---|---|"]
    table += [
        f"| {x.part} | {x.what} | {x.budget} | {x.measured} | {VERDICT[x.met]} |" for x in lines
    ]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    middle = "\n".join([BEGIN, "", machine() + ".", "", *table, "", END])
    PAGE.write_text(before + middle + after, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument(
        "--minutes", type=float, default=scale.MINUTES, help="of memory watched in scale; 10 proves"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(unknown)} (there are {', '.join(PARTS)})")
    parts = PARTS | {"scale": partial(scale.run, arguments.minutes)}
    console = Console()
    lines: list[Line] = []
    for name in arguments.parts or parts:
        with console.status(f"measuring: {name}"):
            lines += parts[name]()
    table = Table(title=machine(), title_justify="left")
    for heading in ("part", "what", "budget", "measured", "met"):
        table.add_column(heading)
    for x in lines:
        style = "red" if x.met is False else None
        table.add_row(x.part, x.what, x.budget, x.measured, VERDICT[x.met].strip("*"), style=style)
    console.print(table)
    if arguments.write:
        write(lines)


if __name__ == "__main__":
    main()
