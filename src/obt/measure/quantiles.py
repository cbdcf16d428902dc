"""Order statistics in plain Python, for a client that has no NumPy."""

from collections.abc import Sequence
from math import comb
from typing import NamedTuple


class Interval(NamedTuple):
    low: float
    high: float

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


def quantile(values: Sequence[float], q: float) -> float:
    """Quantile 0 <= q <= 1 by linear interpolation: type 7 of Hyndman & Fan, *Sample Quantiles in
    Statistical Packages* (1996), which is also NumPy's default. Unit of the values.

    Raises ValueError if there are no values.
    """
    if not values:
        raise ValueError("no values")
    ranked = sorted(values)
    position = q * (len(ranked) - 1)
    below = min(int(position), len(ranked) - 1)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (position - below) * (ranked[above] - ranked[below])


def median(values: Sequence[float]) -> float:
    """Middle value, or the mean of the two middle ones. Raises ValueError if there are none."""
    return quantile(values, 0.5)


def median_interval(values: Sequence[float], confidence: float = 0.95) -> Interval | None:
    """Confidence interval of the median from order statistics, interpolated.

    Hettmansperger & Sheather, *Confidence intervals based on interpolated order statistics* (1986):
    no assumption on the distribution but a density at the median. `None` if even (min, max) covers
    less than `confidence`, that is with fewer than 6 values at 95 %.
    """
    n = len(values)
    depth = 0
    wide = narrow = _coverage(n, 1) if n else 0.0
    while narrow >= confidence:
        depth, wide = depth + 1, narrow
        narrow = _coverage(n, depth + 1)
    if depth == 0:
        return None
    ranked = sorted(values)
    outer = Interval(ranked[depth - 1], ranked[n - depth])
    if 2 * depth >= n:
        return outer
    inner = Interval(ranked[depth], ranked[n - depth - 1])
    part = (wide - confidence) / (wide - narrow)
    weight = (n - depth) * part / (depth + (n - 2 * depth) * part)
    return Interval(
        (1 - weight) * outer.low + weight * inner.low,
        (1 - weight) * outer.high + weight * inner.high,
    )


def _coverage(n: int, depth: int) -> float:
    """P(the median lies between the depth-th smallest and the depth-th largest of n values)."""
    outside: int = sum(comb(n, k) for k in range(depth))
    return 1 - outside / (1 << (n - 1))
