"""What samples mean together. With NumPy: for the server only, never imported by a client."""

from obt.measure.statistics.bootstrap import (
    MIN_BLOCKS,
    Bootstrap,
    bootstrap_difference,
    bootstrap_median,
)
from obt.measure.statistics.comparability import Condition, Difference, differences
from obt.measure.statistics.comparison import (
    Comparison,
    Contrast,
    NoContrast,
    Verdict,
    compare,
    contrast,
    holm,
    judge_family,
    smallest_detectable,
)
from obt.measure.statistics.drift import Drift, block_effects, drift_of, without_blocks
from obt.measure.statistics.energy import Energy, NotMeasured, PowerSample, energy_per_token
from obt.measure.statistics.pareto import local_score, pareto_front
from obt.measure.statistics.regression import CellGate, Outcome, judge_regressions, outcome_of
from obt.measure.statistics.saturation import (
    LevelPoint,
    RatePoint,
    Saturation,
    concurrency_saturation,
    rate_saturation,
)
from obt.measure.statistics.summary import Blocks, Summary, by_block, summarise

__all__ = [
    "MIN_BLOCKS",
    "Blocks",
    "Bootstrap",
    "CellGate",
    "Comparison",
    "Condition",
    "Contrast",
    "Difference",
    "Drift",
    "Energy",
    "LevelPoint",
    "NoContrast",
    "NotMeasured",
    "Outcome",
    "PowerSample",
    "RatePoint",
    "Saturation",
    "Summary",
    "Verdict",
    "block_effects",
    "bootstrap_difference",
    "bootstrap_median",
    "by_block",
    "compare",
    "concurrency_saturation",
    "contrast",
    "differences",
    "drift_of",
    "energy_per_token",
    "holm",
    "judge_family",
    "judge_regressions",
    "local_score",
    "outcome_of",
    "pareto_front",
    "rate_saturation",
    "smallest_detectable",
    "summarise",
    "without_blocks",
]
