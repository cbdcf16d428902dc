"""Who is faster, and is anything worse than before. With NumPy: for the server only."""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Literal

from obt.measure.catalogue import REPORTED, ReportedName
from obt.measure.frozen import Frozen
from obt.measure.report.cells import MeasuredCell, blocks_of, condition_of
from obt.measure.statistics.comparability import Aspect, Difference, differences
from obt.measure.statistics.comparison import (
    Comparison,
    Contrast,
    NoContrast,
    contrast,
    judge_family,
)
from obt.measure.statistics.regression import CellGate, Outcome, judge_regressions, outcome_of

ERROR_RATE = 0.05
SameModelBy = Literal["digest", "quantization"]
#: What an upgrade of Ollama, a driver or a quantization may change without being other work.
UPGRADED: tuple[Aspect, ...] = ("model", "offload")


class CellName(Frozen):
    benchmark_id: str
    client_id: str
    model: str
    case: str


class PairVerdict(Frozen):
    a: CellName
    b: CellName
    metric: ReportedName
    differences: tuple[Difference, ...]  #: What keeps them from being ranked; empty = nothing
    comparison: Comparison


class Verdicts(Frozen):
    """All pairs that were judged together."""

    error_rate: float
    """At most this share of such families holds any difference that is none."""
    family: int  #: How many comparisons Holm's correction is for
    pairs: tuple[PairVerdict, ...]


class GateRow(Frozen):
    client_id: str
    model: str
    case: str
    metric: ReportedName
    differences: tuple[Difference, ...]
    gate: CellGate


class GateReport(Frozen):
    outcome: Outcome
    tolerance: float  #: Relative, e.g. 0.05
    error_rate: float
    rows: tuple[GateRow, ...]


def judge_pairs(
    cells: Sequence[MeasuredCell],
    pairs: Sequence[tuple[int, int]] | None = None,
    metrics: Sequence[ReportedName] | None = None,
    *,
    varied: Collection[Aspect] = (),
    same_model_by: SameModelBy = "digest",
) -> Verdicts:
    """One family of verdicts. `pairs` are places in `cells`; without them, every pair that passes
    the comparability gate. `metrics`: the primary one of A's case, unless others are named.

    Cells of one benchmark on one machine shared their rounds, and are compared within these.
    """
    found: dict[tuple[int, int, ReportedName], Contrast | NoContrast] = {}
    apart: dict[tuple[int, int], tuple[Difference, ...]] = {}
    for i, j in pairs if pairs is not None else combinations(range(len(cells)), 2):
        a, b = cells[i], cells[j]
        apart[i, j] = differences(
            condition_of(a), condition_of(b), same_model_by=same_model_by, varied=varied
        )
        if pairs is None and apart[i, j]:
            continue
        for metric in metrics or [a.case.primary]:
            found[i, j, metric] = _contrast(a, b, metric, apart[i, j])
    judged = judge_family(found, ERROR_RATE)
    return Verdicts(
        error_rate=ERROR_RATE,
        family=sum(isinstance(one, Contrast) for one in found.values()),
        pairs=tuple(
            PairVerdict(
                a=name_of(cells[i]),
                b=name_of(cells[j]),
                metric=metric,
                differences=apart[i, j],
                comparison=judged[i, j, metric],
            )
            for i, j, metric in found
        ),
    )


def judge_gate(
    baseline: Sequence[MeasuredCell],
    new: Sequence[MeasuredCell],
    tolerance: float,
    metrics: Sequence[ReportedName] | None = None,
    *,
    varied: Collection[Aspect] = UPGRADED,
    strict: bool = False,
) -> GateReport:
    """Every cell of the baseline against the same one (client, model, case) of `new`. A cell that
    `new` lacks cannot be judged; what only `new` has is left out.
    """
    later = {cell.key: cell for cell in new}
    apart: dict[tuple[str, str, str], tuple[Difference, ...]] = {}
    found: dict[tuple[tuple[str, str, str], ReportedName], Contrast | NoContrast] = {}
    for before in baseline:
        after = later.get(before.key)
        apart[before.key] = (
            differences(condition_of(after), condition_of(before), varied=varied) if after else ()
        )
        for metric in metrics or [before.case.primary]:
            found[before.key, metric] = (
                _contrast(after, before, metric, apart[before.key], paired=False)
                if after is not None
                else NoContrast("the new benchmark did not measure it")
            )
    gates = judge_regressions(found, tolerance, ERROR_RATE)
    return GateReport(
        outcome=outcome_of(gates, strict=strict),
        tolerance=tolerance,
        error_rate=ERROR_RATE,
        rows=tuple(_row(key, metric, apart, gate) for (key, metric), gate in gates.items()),
    )


def name_of(cell: MeasuredCell) -> CellName:
    client_id, model, case = cell.key
    return CellName(benchmark_id=cell.benchmark_id, client_id=client_id, model=model, case=case)


def _contrast(
    a: MeasuredCell,
    b: MeasuredCell,
    metric: ReportedName,
    apart: Sequence[Difference],
    *,
    paired: bool | None = None,
) -> Contrast | NoContrast:
    if apart:
        told = "; ".join(f"{one.aspect.replace('_', ' ')}: {one.a} / {one.b}" for one in apart)
        return NoContrast(f"not comparable: {told}")
    same_rounds = (a.benchmark_id, a.client_id) == (b.benchmark_id, b.client_id)
    return contrast(
        blocks_of(a, metric),
        blocks_of(b, metric),
        REPORTED[metric].better,
        paired=same_rounds if paired is None else paired,
    )


def _row(
    key: tuple[str, str, str],
    metric: ReportedName,
    apart: Mapping[tuple[str, str, str], tuple[Difference, ...]],
    gate: CellGate,
) -> GateRow:
    client_id, model, case = key
    return GateRow(
        client_id=client_id,
        model=model,
        case=case,
        metric=metric,
        differences=apart[key],
        gate=gate,
    )
