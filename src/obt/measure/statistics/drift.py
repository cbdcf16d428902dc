"""Drift: a machine that warms up or tires while it is measured."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import exp, log, sqrt
from statistics import NormalDist
from typing import TypeVar

from obt.measure.frozen import Frozen
from obt.measure.quantiles import median
from obt.measure.statistics.summary import Blocks

Key = TypeVar("Key")
#: Four points are in order by chance in 8 % of cases.
MIN_POINTS = 5
_SWEEPS, _SETTLED = 20, 1e-9


class Drift(Frozen):
    """Relative change of the value per unit of `at`, e.g. -0.02 per hour."""

    slope: float
    ci_low: float
    ci_high: float

    @property
    def shown(self) -> bool:
        return self.ci_low > 0 or self.ci_high < 0


def drift_of(
    at: Sequence[float], values: Sequence[float], confidence: float = 0.95
) -> Drift | None:
    """Theil-Sen slope / median of the values: the median of the slopes between all pairs, with its
    interval from Kendall's tau (Sen, *Estimates of the Regression Coefficient Based on Kendall's
    Tau*, 1968). `None` with fewer than 5 points, no two times, or a median of 0.
    """
    n, middle = len(values), median(values) if values else 0.0
    slopes = sorted(
        (y2 - y1) / (x2 - x1)
        for (x1, y1), (x2, y2) in combinations(zip(at, values, strict=True), 2)
        if x1 != x2
    )
    if n < MIN_POINTS or middle == 0 or not slopes:
        return None
    ties = [*Counter(at).values(), *Counter(values).values()]
    variance = (n * (n - 1) * (2 * n + 5) - sum(k * (k - 1) * (2 * k + 5) for k in ties)) / 18
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(max(variance, 0))
    top = min(round((len(slopes) + reach) / 2), len(slopes) - 1)
    bottom = max(round((len(slopes) - reach) / 2) - 1, 0)
    ends = sorted((slopes[bottom] / middle, slopes[top] / middle))
    return Drift(slope=median(slopes) / middle, ci_low=ends[0], ci_high=ends[1])


def block_effects(cells: Mapping[Key, Blocks]) -> dict[int, float]:
    """By how much each block (round) was faster or slower than usual, as a factor around 1.

    Median polish (Tukey, *Exploratory Data Analysis*, 1977) of the logarithms of the cells of one
    machine: value = cell x block x noise. Blocks that miss cells are fine; values must be above 0.
    """
    logs = {
        (cell, block): log(value)
        for cell, blocks in cells.items()
        for block, value in blocks.items()
    }
    effects = dict.fromkeys(sorted({block for _, block in logs}), 0.0)
    for _ in range(_SWEEPS):
        levels = {
            cell: median([logs[cell, block] - effects[block] for block in cells[cell]])
            for cell in cells
            if cells[cell]
        }
        polished = {
            block: median([logs[c, n] - levels[c] for c, n in logs if n == block])
            for block in effects
        }
        centre = median(list(polished.values())) if polished else 0.0
        polished = {block: effect - centre for block, effect in polished.items()}
        moved = max((abs(polished[block] - effects[block]) for block in effects), default=0.0)
        effects = polished
        if moved < _SETTLED:
            break
    return {block: exp(effect) for block, effect in effects.items()}


def without_blocks(cells: Mapping[Key, Blocks]) -> dict[Key, dict[int, float]]:
    """The cells with their blocks' effects taken out: what they would be on a steady machine."""
    effects = block_effects(cells)
    return {
        cell: {block: value / effects[block] for block, value in blocks.items()}
        for cell, blocks in cells.items()
    }
