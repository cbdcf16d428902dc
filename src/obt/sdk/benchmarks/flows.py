"""What the methods about benchmarks do, without I/O."""

from collections.abc import Callable
from uuid import UUID, uuid4

from obt.sdk.benchmarks import calls
from obt.sdk.benchmarks.calls import Id
from obt.sdk.benchmarks.models import (
    Benchmark,
    BenchmarkCreate,
    BenchmarkCreated,
    BenchmarkSummary,
    TakenSample,
)
from obt.sdk.calls import MOST, Call
from obt.sdk.flows import Flow, Sleep, all_pages, filed, one
from obt.sdk.models import Page
from obt.sdk.waiting import LONGEST_POLL_S, PASSING, POLL_S, Contact, OnContact

OnChange = Callable[[Benchmark], object]
"""Called with the benchmark as it stands, at first and again whenever it has changed."""
CELLS_PER_S = 500  #: Results of a large benchmark are asked for less often


def create(wish: BenchmarkCreate) -> Flow[BenchmarkCreated]:
    return (yield from filed(calls.create(wish, str(uuid4()))))


def newest(most: int | None) -> Flow[list[BenchmarkSummary]]:
    limit = MOST if most is None else min(most, MOST)

    def page(cursor: str | None) -> Call[Page[BenchmarkSummary]]:
        return calls.benchmarks(limit, cursor)

    return (yield from all_pages(page, most))


def samples(benchmark_id: Id) -> Flow[list[TakenSample]]:
    return (yield from all_pages(lambda cursor: calls.samples(benchmark_id, cursor)))


def wait(
    benchmark_id: UUID | str, told: OnChange | None = None, on_contact: OnContact | None = None
) -> Flow[Benchmark]:
    """Until nothing of it goes on: it has ended, or is paused. Sits out restarts of the server.

    It asks again and again: results change with every sample, and an event does not carry them.
    Raises ProblemError.
    """
    contact = Contact(on_contact)
    found = yield from one(calls.benchmark(benchmark_id))
    if told is not None:
        told(found)
    pause = _pause(found)
    while not found.ended:
        yield Sleep(pause)
        try:
            later = yield from one(calls.benchmark(benchmark_id))
        except PASSING as error:
            contact.lost(error)
            pause = min(2 * pause, max(LONGEST_POLL_S, pause))
            continue
        contact.back()
        if told is not None and later != found:
            told(later)
        found, pause = later, _pause(later)
    return found


def _pause(found: Benchmark) -> float:
    return max(POLL_S, len(found.cells) / CELLS_PER_S)
