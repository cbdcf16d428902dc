"""From samples to results, in shapes that go over REST as they are. Pure.

results = tuple(result_of(sample, case, trial) for sample in samples)
cell = MeasuredCell(benchmark_id, client_id, case, trial, results)
cell_report(cell)                    # medians with intervals, ledgers, drift, quality
curves_of(cells)                     # over concurrency, rate, depth, batch size
verdicts.judge_pairs(cells)          # who is faster; NumPy, so a module of its own
verdicts.judge_gate(baseline, new)   # is anything worse than before; likewise
"""

from obt.measure.report.cells import (
    CellReport,
    DriftReport,
    LedgerReport,
    MeasuredCell,
    MetricReport,
    RejectedReport,
    blocks_of,
    cell_report,
    condition_of,
    values_of,
)
from obt.measure.report.curves import Curve, CurvePoint, axis_of, curves_of
from obt.measure.report.quality import Quality, quality_of
from obt.measure.report.samples import SampleResult, result_of

__all__ = [
    "CellReport",
    "Curve",
    "CurvePoint",
    "DriftReport",
    "LedgerReport",
    "MeasuredCell",
    "MetricReport",
    "Quality",
    "RejectedReport",
    "SampleResult",
    "axis_of",
    "blocks_of",
    "cell_report",
    "condition_of",
    "curves_of",
    "quality_of",
    "result_of",
    "values_of",
]
