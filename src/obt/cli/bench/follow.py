"""Finding a benchmark, and following it to its end."""

import asyncio
from uuid import UUID

import typer

from obt.cli.bench import results
from obt.cli.bench.live import LiveBenchmark
from obt.cli.bench.results import Label
from obt.cli.exits import INTERRUPTED, JOBS_FAILED, OK, Mistake
from obt.cli.screen import note, say, say_json
from obt.cli.wish import contact
from obt.cli.words import count
from obt.sdk import AsyncObt, Obt
from obt.sdk.benchmarks import Benchmark, BenchmarkSummary

MOST_LOOKED_AT = 1000  #: Newest benchmarks among which a part of an id, or a name, is looked for


def find(obt: Obt, text: str) -> UUID:
    """By id, by the first digits of one, by name, or `last`. Raises Mistake."""
    key = text.strip()
    if len(key) == 36:
        try:
            return UUID(key)
        except ValueError as error:
            raise Mistake(f"'{text}' is no id of a benchmark. Look: obt bench list") from error
    known = obt.benchmarks.all(MOST_LOOKED_AT)
    if key.casefold() == "last" and known:
        return known[0].benchmark_id
    found = [it for it in known if it.name == key] or [
        it for it in known if key and str(it.benchmark_id).startswith(key.lower())
    ]
    if not found:
        raise Mistake(f"No benchmark is called, or begins with, '{text}'. Look: obt bench list")
    if len(found) > 1:
        ids = ", ".join(short(it) for it in found[:8])
        raise Mistake(f"{len(found)} benchmarks are meant by '{text}': name one by its id: {ids}.")
    return found[0].benchmark_id


def short(benchmark: BenchmarkSummary | UUID) -> str:
    """Enough of its id to find it again."""
    id_ = benchmark if isinstance(benchmark, UUID) else benchmark.benchmark_id
    return str(id_)[:8]


def labels(benchmark: Benchmark) -> Label:
    """Names as they were when it was measured; with the id where two machines are called the same,
    as machines may be forgotten or come from another installation.
    """
    names = {part.client_id: part.client_name for part in benchmark.parts}
    taken = list(names.values())

    def label(client_id: str) -> str:
        name = names.get(client_id, client_id)
        return name if taken.count(name) < 2 else f"{name} ({client_id})"

    return label


def follow(obt: Obt, benchmark_id: UUID, *, as_json: bool = False) -> None:
    """Until nothing of it goes on; ends the program: 0 where it succeeded, 1 where not, or where no
    request counts.
    """
    label = labels(obt.benchmarks.get(benchmark_id))
    board = LiveBenchmark(label, shown=not as_json)
    try:
        ended = _waited(obt, benchmark_id, board)
    except KeyboardInterrupt:
        note(
            f"It goes on without this. Watch: obt bench wait {short(benchmark_id)}   "
            f"Stop: obt bench cancel {short(benchmark_id)}"
        )
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        say_json(ended)
    else:
        results.tell(ended.cells, label, ended.curves)
        say(f"\n{_sum(ended)}. More: obt bench show {short(ended)}")
    raise typer.Exit(OK if ended.state == "succeeded" and measured(ended) else JOBS_FAILED)


def measured(benchmark: Benchmark) -> bool:
    """Some request counts: else it succeeded at nothing."""
    return any(cell.n > 0 for cell in benchmark.cells)


def _waited(obt: Obt, benchmark_id: UUID, board: LiveBenchmark) -> Benchmark:
    async def wait() -> Benchmark:
        async with AsyncObt(obt.url) as following:
            return await following.benchmarks.wait(benchmark_id, board.put, contact)

    # asyncio, because there Ctrl-C ends a wait at once on Windows too
    with board.live():
        return asyncio.run(wait())


def _sum(benchmark: Benchmark) -> str:
    """`4 cells on 2 machines, 96 samples: succeeded`, and which machines did not."""
    machines = count(len(benchmark.clients), "machine")
    taken = count(benchmark.samples, "sample")
    ended = benchmark.state if measured(benchmark) else f"{benchmark.state}, and nothing counts"
    text = f"{count(len(benchmark.cells), 'cell')} on {machines}, {taken}: {ended}"
    failed = [part for part in benchmark.parts if part.state in ("failed", "cancelled")]
    if benchmark.state != "succeeded" and failed:
        label = labels(benchmark)
        reasons = [
            f"{label(part.client_id)}: {part.error.message if part.error else part.state}"
            for part in failed[:4]
        ]
        text += f" ({'; '.join(reasons)})"
    return text
