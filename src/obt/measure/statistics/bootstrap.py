"""Bootstrap of medians: over blocks, seeded, bias-corrected and accelerated (BCa).

Efron & Tibshirani, *An Introduction to the Bootstrap* (1993), chapter 14, for BCa; Hesterberg,
*What Teachers Should Know About the Bootstrap* (2015), section 4.2, for the quantiles of Student's
t in place of normal ones, which few blocks need: without them the 95 % interval of 7 blocks covers
87 %, and far out, where Holm's correction looks, p-values of 6 blocks are 2.7 times too small.

By simulation (normal, exponential, heavy tails; the tests repeat some) the 95 % interval of a
median covers 95 to 97 % from 6 blocks on, that of a difference from 10 on (6 to 9: 97 to 98 %).
The factor sqrt(n/(n-1)) of the same source is for means: with it, 7 blocks cover 98.5 %.

NumPy is imported where something is resampled: shapes that hold a verdict cost nothing to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import NormalDist
from typing import TYPE_CHECKING

from obt.measure.quantiles import Interval
from obt.measure.statistics.student import t_cdf, t_quantile

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

RESAMPLES = 4999
#: With 5 blocks even (min, max) covers the median in 93.75 % only.
MIN_BLOCKS = 6
MAX_BLOCKS = 2**16 - 1
_NORMAL = NormalDist()
_TINY = 1e-15


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """An estimate and how it scatters."""

    estimate: float
    replicates: Floats
    influences: Floats  #: Jackknife influence of every value / n of its sample
    blocks: int  #: Of the smaller sample
    freedom: int  #: Degrees of freedom of its Student's t

    @property
    def standard_error(self) -> float:
        """Spread of the replicates. Unit of the estimate."""
        return float(self.replicates.std(ddof=1))

    def interval(self, confidence: float = 0.95) -> Interval:
        """Two-sided, of what is estimated; never beyond the replicates, so that few blocks bear no
        confidence of 99 %.
        """
        import numpy as np

        t = t_quantile((1 + confidence) / 2, self.freedom)
        bias, acceleration = self._shape()
        ends = []
        for z in (-t, t):
            shifted = bias + z
            ends.append(_NORMAL.cdf(bias + shifted / max(1 - acceleration * shifted, _TINY)))
        low, high = np.quantile(self.replicates, ends)
        return Interval(float(low), float(high))

    def p_value(self, null: float) -> float:
        """Two-sided p of `null`: 1 - confidence of the interval that just touches it.

        Beyond the replicates it goes on by steps of the standard error.
        """
        return 2 * min(self.p_above(null), self.p_below(null))

    def p_below(self, null: float) -> float:
        """One-sided p of "the truth is `null` or less": small = the truth lies above."""
        return max(0.0, 1 - t_cdf(self._t(null), self.freedom))

    def p_above(self, null: float) -> float:
        """One-sided p of "the truth is `null` or more": small = the truth lies below."""
        return max(0.0, t_cdf(self._t(null), self.freedom))

    def _t(self, null: float) -> float:
        """How far the estimate lies above `null`, in Student's t."""
        size = len(self.replicates)
        bias, acceleration = self._shape()
        edge = _NORMAL.inv_cdf(1 / (size + 1))
        below = _middle_rank(self.replicates, null)
        if 1 / (size + 1) < below < size / (size + 1):
            shifted = _NORMAL.inv_cdf(below) - bias
            z = shifted / (1 + acceleration * shifted) - bias
        else:
            spread = self.standard_error
            steps = (null - self.estimate) / spread if spread > 0 else float("inf")
            z = (-1 if below < 0.5 else 1) * max(-edge, abs(steps) if isfinite(steps) else 40.0)
        return -z

    def _shape(self) -> tuple[float, float]:
        """Bias correction z0 and acceleration a (Efron & Tibshirani, 14.14 and 14.15)."""
        size = len(self.replicates)
        below = _middle_rank(self.replicates, self.estimate)
        bias = _NORMAL.inv_cdf(min(max(below, 1 / (size + 1)), size / (size + 1)))
        squares = float((self.influences**2).sum())
        cubes = float((self.influences**3).sum())
        return bias, cubes / (6 * squares**1.5) if squares > 0 else 0.0


def bootstrap_median(
    values: Sequence[float], resamples: int = RESAMPLES, seed: int = 0
) -> Bootstrap | None:
    """Of the median of one value per block. `None` with fewer than `MIN_BLOCKS`."""
    import numpy as np

    size = len(values)
    if not MIN_BLOCKS <= size <= MAX_BLOCKS:
        return None
    ranked = np.sort(np.asarray(values, dtype=np.float64))
    replicates = _medians(ranked, resamples, np.random.default_rng(seed))
    return Bootstrap(float(np.median(ranked)), replicates, _influences(ranked), size, size - 1)


def bootstrap_difference(
    a: Sequence[float], b: Sequence[float], resamples: int = RESAMPLES, seed: int = 0
) -> Bootstrap | None:
    """Of median(a) - median(b), drawn apart; give logarithms for a ratio.

    `None` with fewer than `MIN_BLOCKS` in either.
    """
    import numpy as np

    first, second = bootstrap_median(a, resamples, seed), bootstrap_median(b, resamples, seed + 1)
    if first is None or second is None:
        return None
    return Bootstrap(
        first.estimate - second.estimate,
        first.replicates - second.replicates,
        np.concatenate([first.influences, -second.influences]),
        min(first.blocks, second.blocks),
        first.freedom + second.freedom,
    )


def _medians(ranked: Floats, resamples: int, random: np.random.Generator) -> Floats:
    """Medians of resamples. Drawing and sorting ranks is 7 times as fast as np.median of values."""
    import numpy as np

    size = len(ranked)
    ranks = np.sort(random.integers(0, size, (resamples, size), dtype=np.uint16), axis=1)
    middle: Floats = (ranked[ranks[:, (size - 1) // 2]] + ranked[ranks[:, size // 2]]) / 2
    return middle


def _influences(ranked: Floats) -> Floats:
    """(n-1)(mean of the jackknife medians - the median without the value) / n, by rank."""
    import numpy as np

    size = len(ranked)
    without = np.arange(size)
    low, high = (size - 2) // 2, (size - 1) // 2  # The middle of n - 1 values
    medians = (ranked[low + (without <= low)] + ranked[high + (without <= high)]) / 2
    moved = medians - medians[0]  # Equal ones stay exactly equal
    influences: Floats = (size - 1) * (moved.mean() - moved) / size
    return influences


def _middle_rank(replicates: Floats, value: float) -> float:
    """Share of replicates below, and half of those equal: but for rounding, as the mean of two
    middle values may be reached from several pairs.
    """
    slack = 1e-9 * float(replicates.std())
    below, not_above = replicates < value - slack, replicates <= value + slack
    return float((below.mean() + not_above.mean()) / 2)
