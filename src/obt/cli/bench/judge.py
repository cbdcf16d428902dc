"""`obt bench compare` and `gate`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.bench.manage import Id
from obt.cli.options import AsJson, Server

if TYPE_CHECKING:
    from obt.measure.catalogue import ReportedName
    from obt.sdk.benchmarks import Alike, Benchmark

A = Annotated[str, typer.Argument(help="A benchmark.", metavar="A")]
B = Annotated[
    str | None, typer.Argument(help="Another one; default: A's own cells.", metavar="[B]")
]
Metric = Annotated[
    list[str] | None,
    typer.Option(help="Another metric than the workload's main one. Repeat it.", metavar="NAME"),
]
Baseline = Annotated[
    str, typer.Option(help="The benchmark that it must not be worse than.", metavar="ID")
]
Tolerance = Annotated[
    str, typer.Option(help="So much worse is not worse yet, such as 5%.", metavar="SHARE")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="A cell that is undecided ends with 5, not with 0.")
]


class Between(StrEnum):
    """What two cells may differ in."""

    NOTHING = "nothing"
    MACHINES = "machines"
    MODELS = "models"
    BOTH = "both"


ALIKE: "dict[Between, Alike]" = {
    Between.NOTHING: "client,model,workload",
    Between.MACHINES: "model,workload",
    Between.MODELS: "client,workload",
    Between.BOTH: "workload",
}
BetweenOption = Annotated[
    Between | None,
    typer.Option(
        help="What two cells may differ in. Default: nothing, for two benchmarks; within one, "
        "machines where there are several, else models."
    ),
]


def compare(
    a: A,
    b: B = None,
    between: BetweenOption = None,
    metric: Metric = None,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Who is faster: ratios with their intervals, and verdicts where there is one."""
    from obt.cli.bench.follow import find, labels, short
    from obt.cli.bench.judged import names, tell_pairs
    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected

    with connected(server) as obt:
        first = obt.benchmarks.get(find(obt, a))
        second = obt.benchmarks.get(find(obt, b)) if b is not None else first
        alike = ALIKE[between or _usual(first, second)]
        ids = first.benchmark_id, second.benchmark_id
        found = obt.benchmarks.compare(*ids, alike, _metrics(metric or []))
    if as_json:
        say_json(found)
        return
    if first is not second:
        for letter, benchmark in (("A", first), ("B", second)):
            say(f"{letter}: {short(benchmark)}  {benchmark.name}")
    _tell_settings(first, second)
    known = {**_names(second), **_names(first)}
    of_one = labels(first)

    def label(client_id: str) -> str:
        return of_one(client_id) if first is second else known.get(client_id, client_id)

    cells = [cell for pair in found.pairs for cell in (pair.a, pair.b)]
    tell_pairs(found, names(cells, label))


def gate(
    baseline: Baseline,
    benchmark: Id = "last",
    tolerance: Tolerance = "5%",
    metric: Metric = None,
    strict: Strict = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Is anything worse than before? For CI: ends with 0 = no, 1 = yes, 5 = it cannot be said."""
    from obt.cli.bench.asked import share
    from obt.cli.bench.follow import find, labels, short
    from obt.cli.bench.judged import counted, tell_gate
    from obt.cli.exits import JOBS_FAILED, OK, UNDECIDED, Mistake, told
    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected

    with told():
        allowed = share(tolerance, "--tolerance")
        metrics = _metrics(metric or [])
    with connected(server) as obt:
        before, new = (
            obt.benchmarks.get(find(obt, baseline)),
            obt.benchmarks.get(find(obt, benchmark)),
        )
        if before.benchmark_id == new.benchmark_id:
            raise Mistake(f"{short(new)} is the baseline itself: name another one to judge.")
        found = obt.benchmarks.gate(
            new.benchmark_id, before.benchmark_id, allowed, metrics, strict=strict
        )
    if as_json:
        say_json(found)
    else:
        say(f"{short(new)}  {new.name}\nagainst {short(before)}  {before.name}\n")
        _tell_settings(new, before)
        tell_gate(found, labels(before))
        words = {"pass": "Passed", "fail": "Regressed", "undecided": "Undecided"}
        style = {"pass": "green", "fail": "red", "undecided": "yellow"}
        allowed_words = f"a loss of {tolerance} is allowed"
        say(f"\n{words[found.outcome]} ({allowed_words}): {counted(found)}.", style[found.outcome])
    raise typer.Exit({"pass": OK, "fail": JOBS_FAILED}.get(found.outcome, UNDECIDED))


def _usual(first: "Benchmark", second: "Benchmark") -> Between:
    if first.benchmark_id != second.benchmark_id:
        return Between.NOTHING
    return Between.MACHINES if len(first.clients) > 1 else Between.MODELS


def _tell_settings(one: "Benchmark", other: "Benchmark") -> None:
    """What was set otherwise, e.g. the threads: perhaps on purpose, but to be known."""
    from obt.cli.screen import say

    a, b = (it.provenance.settings.model_dump() for it in (one, other))
    apart = [f"{name} {_told(a[name])} / {_told(b[name])}" for name in a if a[name] != b[name]]
    if apart:
        say(f"Set otherwise: {', '.join(apart)}.\n", "yellow")


def _told(value: object) -> str:
    return "not set" if value is None else str(value)


def _metrics(given: list[str]) -> "list[ReportedName]":
    """Raises Mistake."""
    from obt.cli.exits import Mistake
    from obt.cli.fleet import near
    from obt.measure.catalogue import REPORTED

    by_text = {str(name): name for name in REPORTED}
    for text in given:
        if text not in by_text:
            raise Mistake(f"--metric: there is none called '{text}'.{near(text, by_text)}")
    return [by_text[text] for text in given]


def _names(benchmark: "Benchmark") -> dict[str, str]:
    return {part.client_id: part.client_name for part in benchmark.parts}
