"""Drift: a machine that warms up or tires while it is measured."""

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from statistics import NormalDist
from typing import TypeVar

import numpy as np

from obt.measure.frozen import Frozen
from obt.measure.quantiles import median
from obt.measure.statistics.summary import Blocks

Key = TypeVar("Key")
MIN_POINTS = 4
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
    Tau*, 1968). `None` with fewer than 4 points, no two times, or a median of 0.
    """
    x, y = np.asarray(at, dtype=np.float64), np.asarray(values, dtype=np.float64)
    middle = float(np.median(y)) if len(y) else 0.0
    first, second = np.triu_indices(len(x), 1)
    apart = x[second] != x[first]
    if len(x) < MIN_POINTS or middle == 0 or not apart.any():
        return None
    first, second = first[apart], second[apart]
    slopes = np.sort((y[second] - y[first]) / (x[second] - x[first]))
    _, ties_x = np.unique(x, return_counts=True)
    _, ties_y = np.unique(y, return_counts=True)
    n = len(x)
    variance = (
        n * (n - 1) * (2 * n + 5)
        - sum(int(k) * (int(k) - 1) * (2 * int(k) + 5) for k in (*ties_x, *ties_y))
    ) / 18
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(max(variance, 0))
    top = min(round((len(slopes) + reach) / 2), len(slopes) - 1)
    bottom = max(round((len(slopes) - reach) / 2) - 1, 0)
    return Drift(
        slope=float(np.median(slopes)) / middle,
        ci_low=float(slopes[bottom]) / middle,
        ci_high=float(slopes[top]) / middle,
    )


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
