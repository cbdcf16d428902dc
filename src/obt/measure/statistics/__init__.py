"""What samples mean together.

Summaries, drift, energy, comparability, saturation and the Pareto front are plain Python. The
verdicts, in `bootstrap`, `comparison` and `regression`, need NumPy: for the server only, imported
by their modules' names.
"""

from obt.measure.statistics.comparability import Aspect, Condition, Difference, differences
from obt.measure.statistics.drift import Drift, block_effects, drift_of, without_blocks
from obt.measure.statistics.energy import Energy, NotMeasured, PowerSample, energy_per_token
from obt.measure.statistics.pareto import local_score, pareto_front
from obt.measure.statistics.saturation import (
    LevelPoint,
    RatePoint,
    Saturation,
    concurrency_saturation,
    rate_saturation,
)
from obt.measure.statistics.summary import Blocks, Summary, by_block, summarise, told_quantile

__all__ = [
    "Aspect",
    "Blocks",
    "Condition",
    "Difference",
    "Drift",
    "Energy",
    "LevelPoint",
    "NotMeasured",
    "PowerSample",
    "RatePoint",
    "Saturation",
    "Summary",
    "block_effects",
    "by_block",
    "concurrency_saturation",
    "differences",
    "drift_of",
    "energy_per_token",
    "local_score",
    "pareto_front",
    "rate_saturation",
    "summarise",
    "told_quantile",
    "without_blocks",
]
