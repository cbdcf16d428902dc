"""Where more load no longer brings more work."""

from collections.abc import Sequence
from typing import NamedTuple

from obt.measure.frozen import Frozen

#: The last step up in load still brought this much: the top was not seen.
STILL_RISING = 0.05
#: Completed requests of those offered; below it the queue grows.
KEEPS_UP = 0.95


class LevelPoint(NamedTuple):
    level: int  #: Requests under way at once
    throughput: float  #: Requests/s completed, or output tokens/s
    latency_s: float  #: Median E2E of a request


class RatePoint(NamedTuple):
    offered: float  #: Requests/s
    completed: float  #: Requests/s


class Saturation(Frozen):
    at: float  #: Concurrency, or requests/s offered
    capacity: float  #: Most throughput seen; unit of the points
    reached: bool  #: False: it was still rising at the end, so both are lower bounds


def concurrency_saturation(points: Sequence[LevelPoint]) -> Saturation | None:
    """The knee N* = capacity x R(1) / work per request, where the asymptotes of throughput cross:
    N / R(1) for a light load, the capacity for a heavy one. Denning & Buzen, *The Operational
    Analysis of Queueing Network Models* (1978); Lazowska et al., *Quantitative System Performance*
    (1984), chapter 5.

    Work per request is X(1) x R(1) (Little's law with N = 1), so N* = capacity / X(1). `None`
    without a point at concurrency 1, or with fewer than 2 points.
    """
    ordered = sorted(points)
    if len(ordered) < 2 or ordered[0].level != 1 or ordered[0].throughput <= 0:
        return None
    capacity = max(point.throughput for point in ordered)
    last, before = ordered[-1], ordered[-2]
    return Saturation(
        at=capacity / ordered[0].throughput,
        capacity=capacity,
        reached=last.throughput < before.throughput * (1 + STILL_RISING),
    )


def rate_saturation(points: Sequence[RatePoint]) -> Saturation | None:
    """The highest offered rate that is kept up with: below it, what comes in goes out (Little,
    1961; flow balance of Denning & Buzen), above it the queue grows for as long as one measures.

    Looks no further than the first rate at which less than 95 % are completed. `None` if there
    are no points.
    """
    ordered = sorted(points)
    if not ordered:
        return None
    kept = 0.0
    for point in ordered:
        if point.completed < KEEPS_UP * point.offered:
            capacity = max(point.completed for point in ordered)
            return Saturation(at=kept, capacity=capacity, reached=True)
        kept = point.offered
    return Saturation(at=kept, capacity=max(p.completed for p in ordered), reached=False)
