"""`obt bench list`, `show`, `wait`, `cancel`, `pause`, `resume` and `rm`."""

from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.options import AsJson, Server, Yes

if TYPE_CHECKING:
    from obt.sdk.benchmarks import Benchmark, BenchmarkSummary
    from obt.sdk.benchmarks.calls import Verb

Id = Annotated[
    str, typer.Argument(help="Id of a benchmark (its first digits do), its name, or 'last'.")
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")]
Metrics = Annotated[bool, typer.Option("--metrics", help="Every metric of every cell.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Return at once.")]


def list_benchmarks(limit: Limit = 20, as_json: AsJson = False, server: Server = None) -> None:
    """Benchmarks, the newest first."""
    from datetime import UTC, datetime

    from obt.cli import words
    from obt.cli.bench.follow import short
    from obt.cli.screen import Column, say_json, table
    from obt.cli.wish import connected

    with connected(server) as obt:
        found = obt.benchmarks.all(limit)
    if as_json:
        say_json(found)
        return
    now = datetime.now(UTC)
    columns = [
        Column("BENCHMARK"),
        Column("BEGUN", leaves=2),
        Column("NAME", gives=True),
        Column("MACHINES", right=True, leaves=3),
        Column("SAMPLES", right=True, leaves=1),
        Column("STATE"),
    ]
    rows = [
        (
            short(it),
            words.since(it.created_at, now),
            it.name,
            str(len(it.clients)),
            str(it.samples),
            _state(it),
        )
        for it in found
    ]
    table(columns, rows, "Nothing was measured yet: obt bench run MODEL")


def show(
    benchmark: Id, metrics: Metrics = False, as_json: AsJson = False, server: Server = None
) -> None:
    """Results as they stand, what goes on, where the time went, what did not count, and where it
    was measured.
    """
    from obt.cli.bench import results
    from obt.cli.bench.follow import find, labels
    from obt.cli.bench.live import PARTS, going, part_row
    from obt.cli.screen import say, say_json, table
    from obt.cli.wish import connected

    with connected(server) as obt:
        found = obt.benchmarks.get(find(obt, benchmark))
    if as_json:
        say_json(found)
        return
    label = labels(found)
    _tell_head(found)
    if parts := going(found):
        table(PARTS, [part_row(part, label) for part in parts])
        say("")
    results.tell(found.cells, label, found.curves)
    if metrics:
        results.tell_metrics(found.cells, label)
    results.tell_time(found.cells, label)
    results.tell_machines(found.provenance.machines, label)


def wait(benchmark: Id, as_json: AsJson = False, server: Server = None) -> None:
    """Follow a benchmark to its end."""
    from obt.cli.bench.follow import find, follow
    from obt.cli.wish import connected

    with connected(server) as obt:
        follow(obt, find(obt, benchmark), as_json=as_json)


def cancel(benchmark: Id, as_json: AsJson = False, server: Server = None) -> None:
    """Stop it on all machines. What was measured stays."""
    _change(benchmark, "cancel", as_json, server)


def pause(benchmark: Id, as_json: AsJson = False, server: Server = None) -> None:
    """Free its machines; 'obt bench resume' goes on where each stopped."""
    _change(benchmark, "pause", as_json, server)


def resume(
    benchmark: Id, no_wait: NoWait = False, as_json: AsJson = False, server: Server = None
) -> None:
    """Go on after a pause, a failure or a cancel; what was measured is not measured again."""
    from obt.cli.bench.follow import find, follow
    from obt.cli.wish import connected

    if no_wait:
        _change(benchmark, "resume", as_json, server)
        return
    with connected(server) as obt:
        benchmark_id = find(obt, benchmark)
        obt.benchmarks.resume(benchmark_id)
        follow(obt, benchmark_id, as_json=as_json)


def rm(benchmark: Id, yes: Yes = False, server: Server = None) -> None:
    """Delete a benchmark with its samples. Asks once."""
    from obt.cli.asking import agree
    from obt.cli.bench.follow import find, short
    from obt.cli.screen import say
    from obt.cli.wish import connected

    with connected(server) as obt:
        found = obt.benchmarks.get(find(obt, benchmark))
        if not yes:
            what = f"Delete '{found.name}' with its {found.samples} samples?"
            agree(what, "Nothing was deleted.")
        obt.benchmarks.delete(found.benchmark_id)
        say(f"deleted   {short(found)}  {found.name}")


def _change(benchmark: str, verb: "Verb", as_json: bool, server: str | None) -> None:
    from obt.cli.bench.follow import find, short
    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected

    with connected(server) as obt:
        methods = obt.benchmarks
        does = {"cancel": methods.cancel, "pause": methods.pause, "resume": methods.resume}
        found = does[verb](find(obt, benchmark))
    if as_json:
        say_json(found)
    else:
        say(f"{found.state:<9} {short(found)}  {found.name}")


def _state(benchmark: "BenchmarkSummary") -> tuple[str, str]:
    from obt.cli.bench.live import DONE
    from obt.cli.screen import STYLES

    word = DONE.get(benchmark.state, benchmark.state)
    if benchmark.imported:
        word = "imported"
    return (word, STYLES.get(word, ""))


def _tell_head(benchmark: "Benchmark") -> None:
    from obt.cli import words
    from obt.cli.screen import say

    at = benchmark.created_at.astimezone()
    say(benchmark.name, "bold")
    say(f"  {'id':<10} {benchmark.benchmark_id}")
    say(f"  {'begun':<10} {at:%Y-%m-%d %H:%M}")
    say(f"  {'state':<10} {_state(benchmark)[0]}")
    stop = benchmark.provenance.stop
    budget = [f"to ± {words.share(stop.precision)}", f"{stop.max_samples} samples of a cell"]
    if stop.max_minutes is not None:
        budget.append(words.span(stop.max_minutes * 60))
    say(f"  {'budget':<10} {', at most '.join(budget)}\n")
