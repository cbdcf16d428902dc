"""`obt bench export` and `import`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.bench.manage import Id
from obt.cli.options import AsJson, Server

if TYPE_CHECKING:
    from obt.sdk.benchmarks import ExportFormat

ENDINGS: "dict[str, ExportFormat]" = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".txt": "benchstat",
}
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="json and jsonl (all of it, to be imported elsewhere), csv (each request), md and "
        "html (reports), benchstat (Go's). Default: as the file ends, else json.",
        metavar="FORMAT",
    ),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Default: stdout.")]
File = Annotated[
    Path, typer.Argument(help="An export (json or jsonl); - is stdin.", metavar="FILE")
]


def export(benchmark: Id, format_: Format = None, out: Out = None, server: Server = None) -> None:
    """Write a benchmark to a file."""
    from obt.cli.bench.follow import find
    from obt.cli.exits import Mistake, told
    from obt.cli.screen import note
    from obt.cli.wish import connected

    formats = {str(name): name for name in ENDINGS.values()}
    with told():
        ending = out.suffix.lower() if out else ""
        if format_ is None and ending and ending not in ENDINGS:
            known = ", ".join(ENDINGS)
            raise Mistake(f"--out: '{ending}' is none of {known}. Or say --format.")
        wanted = format_ or ENDINGS.get(ending, "json")
        if wanted not in formats:
            raise Mistake(f"--format: there is no '{wanted}'. There are: {', '.join(formats)}.")
    with connected(server) as obt:
        body = obt.benchmarks.export(find(obt, benchmark), formats[wanted])
        if out is None:
            sys.stdout.buffer.write(body)
            return
        try:
            out.write_bytes(body)
        except OSError as error:
            raise Mistake(f"{out} cannot be written: {error}.") from error
    note(f"Written to {out}.")


def import_(file: File, as_json: AsJson = False, server: Server = None) -> None:
    """Take a benchmark from a file, of another OBT or of 'obt bench run --local --out'."""
    from obt.cli.bench.follow import short
    from obt.cli.exits import Mistake
    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected

    with connected(server) as obt:
        try:
            body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        except OSError as error:
            raise Mistake(f"{file} cannot be read: {error}.") from error
        found = obt.benchmarks.take(body)
    if as_json:
        say_json(found)
    else:
        word, id_ = "imported" if found.new else "known", short(found.benchmark_id)
        say(f"{word:<9} {id_}. Look: obt bench show {id_}")
