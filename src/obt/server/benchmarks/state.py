"""Where a benchmark stands: what its jobs say, and what people wished."""

from collections.abc import Sequence

from obt.server.benchmarks.schemas import BenchmarkState
from obt.server.views.jobs import Job

ENDED: frozenset[BenchmarkState] = frozenset({"succeeded", "failed", "cancelled"})


def state_of(kept: BenchmarkState, jobs: Sequence[Job]) -> BenchmarkState:
    """`kept` is the last one that was committed: it stands where no job tells (imported, or the
    jobs' history was cleared), and decides whether jobs that were cancelled mean a pause.
    """
    if not jobs:
        return kept
    states = {job.state for job in jobs}
    if "running" in states:
        return "running"
    if "queued" in states:
        return "queued" if states == {"queued"} else "running"
    if kept == "paused":
        return "paused"
    if states == {"succeeded"}:
        return "succeeded"
    return "failed" if states & {"failed", "lost"} else "cancelled"


def part_state(kept: BenchmarkState, job: Job | None) -> BenchmarkState:
    return state_of(kept, [job] if job else [])
