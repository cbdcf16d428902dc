"""Where a benchmark stands: what its jobs say, and what people wished."""

from collections.abc import Sequence
from typing import cast

from obt.server.benchmarks.schemas import BenchmarkState
from obt.server.benchmarks.tables import BenchmarkRow, PartRow
from obt.server.views.jobs import Job

ENDED: frozenset[BenchmarkState] = frozenset({"succeeded", "failed", "cancelled"})


def kept(row: BenchmarkRow | PartRow) -> BenchmarkState:
    """As last committed."""
    return cast(BenchmarkState, row.state)  # written by this slice only


def part_state(part: PartRow, job: Job | None) -> BenchmarkState:
    """`job` is of the newest batch; none: this part was done before it, or all of it long ago."""
    if job is None:
        return kept(part)
    return "failed" if job.state == "lost" else job.state


def state_of(row: BenchmarkRow, parts: Sequence[BenchmarkState]) -> BenchmarkState:
    """A wish to pause or cancel counts once no machine is at it any more."""
    states = set(parts)
    if "running" in states:
        return "running"
    if "queued" in states:
        return "queued" if states == {"queued"} else "running"
    if states == {"succeeded"}:
        return "succeeded"
    if kept(row) in ("paused", "cancelled"):
        return kept(row)
    return "failed" if "failed" in states else "cancelled"
