"""`obt bench history`, `leaders` and `advise`: what all benchmarks together say."""

from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.options import AsJson, Model, Server

if TYPE_CHECKING:
    from obt.cli.screen import Cell
    from obt.sdk.benchmarks.fleet import Advised, Figure, Leader, PastPoint

Workload = Annotated[
    str,
    typer.Option(
        "--workload", "-w", help="A workload, or one case of it: long-context@1/depth=4096."
    ),
]
OnOne = Annotated[str, typer.Option("--on", help="The machine.", metavar="MACHINE")]
Ttft = Annotated[
    str | None, typer.Option(help="Longest time to first token: 500ms, 2s.", metavar="TIME")
]
Tpot = Annotated[
    str | None, typer.Option(help="Longest time per output token: 50ms.", metavar="TIME")
]
E2e = Annotated[str | None, typer.Option(help="Longest time for all: 10s.", metavar="TIME")]
CHANGED = {"ollama": "another Ollama", "digest": "another model", "obt": "another OBT"}
MEETS: "dict[str | None, Cell]" = {
    "yes": ("yes", "green"),
    "no": ("no", "red"),
    "unknown": ("unknown", "yellow"),
    None: "",
}


def history(
    model: Model,
    on: OnOne,
    workload: Workload = "chat",
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Each time that a model was measured on a machine, and what had changed meanwhile."""
    from datetime import UTC, datetime

    from obt.cli import words
    from obt.cli.screen import Column, say_json, table
    from obt.cli.wish import connected, fleet_of

    with connected(server) as obt:
        client = fleet_of(obt).one(on)
        found = obt.benchmarks.history(client.client_id, model, workload)
    if as_json:
        say_json(found)
        return
    columns = [
        Column("MEASURED", leaves=3),
        Column("BENCHMARK"),
        Column("WORKLOAD", gives=True),
        Column("OLLAMA", leaves=2),
        Column("MEDIAN", right=True),
        Column("95 %", right=True),
        Column("", gives=True, leaves=1),
    ]
    now = datetime.now(UTC)
    rows = [(words.since(it.measured_at, now), *_past(it)) for it in found.points]
    table(columns, rows, f"{model} was not measured with {workload} on {client.name}.")


def leaders(workload: Workload = "decode", as_json: AsJson = False, server: Server = None) -> None:
    """The newest result of every model on every machine. * = none is faster with a model as big."""
    from obt.cli.screen import Column, say_json, table
    from obt.cli.wish import connected

    with connected(server) as obt:
        found = obt.benchmarks.leaderboard(workload)
    if as_json:
        say_json(found)
        return
    columns = [
        Column(""),
        Column("MACHINE", gives=True),
        Column("MODEL", gives=True),
        Column("WORKLOAD", gives=True, leaves=2),
        Column("SIZE", right=True),
        Column("DECODE", right=True),
        Column("95 %", right=True, leaves=3),
        Column("TTFT", right=True),
        Column("ENERGY", right=True, leaves=1),
    ]
    table(columns, [_leader(it) for it in found.entries], f"Nothing was measured with {workload}.")


def advise(
    model: Model,
    workload: Workload = "chat",
    ttft: Ttft = None,
    tpot: Tpot = None,
    e2e: E2e = None,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Which machine for this model: what it did there when it was measured."""
    from obt.cli.bench.asked import seconds
    from obt.cli.exits import told
    from obt.cli.screen import Column, say, say_json, table
    from obt.cli.wish import connected

    with told():
        limits = {
            "ttft": seconds(ttft, "--ttft"),
            "tpot": seconds(tpot, "--tpot"),
            "e2e": seconds(e2e, "--e2e"),
        }
    with connected(server) as obt:
        found = obt.benchmarks.advice(model, workload, **limits)
    if as_json:
        say_json(found)
        return
    columns = [
        Column("MACHINE", gives=True),
        Column("FITS YOU"),
        Column("WORKLOAD", gives=True, leaves=3),
        Column("TTFT", right=True),
        Column("DECODE", right=True),
        Column("COLD LOAD", right=True, leaves=2),
        Column("ON", leaves=1),
    ]
    empty = f"No machine has measured {model}: obt bench run {model} -w {workload}"
    table(columns, [_advised(it) for it in found.machines], empty)
    for it in found.machines:
        for reason in it.reasons:
            say(f"{it.client_name}: {reason}")


def _past(point: "PastPoint") -> "tuple[Cell, ...]":
    from obt.cli.bench.results import case

    return (
        str(point.benchmark_id)[:8],
        case(point.workload),
        point.ollama_version or "?",
        _median(point.value),
        _interval(point.value),
        point.failed or ", ".join(CHANGED[it] for it in point.changed),
    )


def _leader(it: "Leader") -> "tuple[Cell, ...]":
    from obt.cli import words
    from obt.cli.bench.results import case

    return (
        "*" if it.front else "",
        it.client_name,
        it.model,
        case(it.workload),
        words.size(it.size),
        _median(it.decode_rate),
        _interval(it.decode_rate),
        _median(it.ttft),
        _median(it.energy),
    )


def _advised(it: "Advised") -> "tuple[Cell, ...]":
    from obt.cli.bench.results import case

    placement = {"gpu": "GPU", "partly": "GPU and CPU", "cpu": "CPU", "failed": "did not load"}
    return (
        it.client_name,
        MEETS[it.meets],
        case(it.workload) if it.workload else "not measured",
        _median(it.ttft),
        _median(it.decode_rate),
        _median(it.cold_load),
        placement.get(it.fit.placement, "?"),
    )


def _median(figure: "Figure | None") -> str:
    from obt.cli import words

    return words.value(figure.median, figure.unit) if figure else ""


def _interval(figure: "Figure | None") -> str:
    from obt.cli import words

    if figure is None or figure.ci_low is None or figure.ci_high is None:
        return ""
    return f"{words.value(figure.ci_low)} to {words.value(figure.ci_high)}"
