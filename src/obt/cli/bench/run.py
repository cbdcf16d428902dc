"""`obt bench run`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.options import AsJson, Models, On, Server

if TYPE_CHECKING:
    from obt.sdk import Obt
    from obt.sdk.benchmarks import BenchmarkCreate

DEFAULT = "chat,decode"
NOT_THERE = "is not installed there"
Workloads = Annotated[
    str,
    typer.Option(
        "--workload", "-w", help="What to measure, with commas between.", metavar="WORKLOADS"
    ),
]
Precision = Annotated[
    str | None,
    typer.Option(
        help="Until the 95 % interval is this close around the median; default: 2%.",
        metavar="SHARE",
    ),
]
Longest = Annotated[
    str | None,
    typer.Option(
        "--max",
        help="At most so long on each machine, such as 20m; a plain number is minutes.",
        metavar="TIME",
    ),
]
MaxSamples = Annotated[
    int | None, typer.Option(min=1, help="At most so many samples of each cell; default: 30.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", help="Options for Ollama: num_ctx=8192. Repeat it.", metavar="NAME=VALUE"
    ),
]
Called = Annotated[str | None, typer.Option("--name", help="What it is called.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Begin, and return at once.")]
Local = Annotated[
    bool, typer.Option("--local", help="Without a server: measure this machine's Ollama, here.")
]
Out = Annotated[
    Path | None,
    typer.Option(
        help="With --local: write the result to this file: .json or .jsonl (a server can import "
        "it), or .html (a report to open from disk)."
    ),
]


def run(
    models: Models,
    on: On = None,
    workload: Workloads = DEFAULT,
    precision: Precision = None,
    longest: Longest = None,
    max_samples: MaxSamples = None,
    set_: Set = None,
    name: Called = None,
    no_wait: NoWait = False,
    local: Local = False,
    out: Out = None,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Measure models: on all machines that are online and have them, or on those named.

    Rounds go on until every median is precise, or the budget is spent.
    Ctrl-C does not end it: the machines go on.
    """
    from obt.cli.bench.asked import names, settings, stop_rule
    from obt.cli.exits import Mistake, told

    with told():
        rule = stop_rule(precision, longest, max_samples)
        options = settings(set_ or [])
        workloads = names(workload)
        if not workloads:
            raise Mistake("--workload: none is named.")
        if local and (on or no_wait):
            raise Mistake("--local measures here and now: without --on and --no-wait.")
        if out is not None and not local:
            raise Mistake("--out goes with --local. Of others: obt bench export ID --out FILE")
    if local:
        from obt.cli.bench.local import Here, measure_here

        measure_here(Here(models, workloads, options, rule, name, out, as_json))
    from obt.cli.wish import connected

    with connected(server) as obt:
        wish = _wish(obt, models, on, workloads)
        wish = wish.model_copy(update={"settings": options, "stop": rule, "name": name})
        _begin(obt, wish, no_wait=no_wait, as_json=as_json)


def _wish(obt: "Obt", models: list[str], on: str | None, workloads: list[str]) -> "BenchmarkCreate":
    """Every machine that has one of the models, and has what is needed. Raises Mistake."""
    from obt.cli.bench.workloads import known
    from obt.cli.targets import there_now, where_installed
    from obt.cli.wish import fleet_of
    from obt.sdk.benchmarks import BenchmarkCreate

    for workload in workloads:
        known(obt, workload)
    fleet = fleet_of(obt)
    everywhere = on is None or on.casefold() == "all"
    wanted = where_installed(obt, fleet, models, None if everywhere else on)
    if on is None:
        wanted = there_now(fleet, wanted, "--on all waits for what is away.")
    return BenchmarkCreate(
        clients=list(dict.fromkeys(want.client_id for want in wanted)),
        models=list(dict.fromkeys(want.model for want in wanted)),
        workloads=workloads,
    )


def _begin(obt: "Obt", wish: "BenchmarkCreate", *, no_wait: bool, as_json: bool) -> None:
    from obt.cli import words
    from obt.cli.bench.follow import follow, short
    from obt.cli.screen import note, say, say_json

    begun = obt.benchmarks.create(wish)
    for it in begun.left_out:
        if it.why != NOT_THERE:  # a pattern need not be everywhere
            note(f"{it.model} on {it.client_id}: {it.why}")
    if no_wait and as_json:
        say_json(begun)
    elif not as_json:
        models = words.count(len(wish.models), "model")
        machines = words.count(len(wish.clients), "machine")
        kinds = words.listed(list(wish.workloads))
        say(f"Benchmark {short(begun.benchmark_id)}: {models} on {machines}, {kinds}.")
        if no_wait:
            say(f"Watch: obt bench wait {short(begun.benchmark_id)}")
    if not no_wait:
        follow(obt, begun.benchmark_id, as_json=as_json)
