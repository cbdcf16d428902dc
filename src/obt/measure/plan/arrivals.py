"""When requests go out in an open loop, in seconds from its start."""

from itertools import count, takewhile
from random import Random


def constant_arrivals(per_s: float, duration_s: float) -> tuple[float, ...]:
    """Evenly spaced, the first at 0."""
    return tuple(takewhile(lambda at: at < duration_s, (number / per_s for number in count())))


def poisson_arrivals(per_s: float, duration_s: float, seed: str) -> tuple[float, ...]:
    """A Poisson process: independent exponential gaps of mean 1 / `per_s` (Knuth, *The Art of
    Computer Programming* 2, 3.4.1). The same seed gives the same arrivals everywhere.
    """
    random = Random(seed)  # noqa: S311 # repeatable, not secret
    arrivals: list[float] = []
    at = random.expovariate(per_s)
    while at < duration_s:
        arrivals.append(at)
        at += random.expovariate(per_s)
    return tuple(arrivals)
