"""The regression gate: is anything worse than the baseline by more than the tolerance?"""

from collections.abc import Mapping
from math import exp, log
from typing import Literal, TypeVar

from obt.measure.frozen import Frozen
from obt.measure.statistics.comparison import Contrast, NoContrast, holm

CellVerdict = Literal["regressed", "passed", "undecided", "cannot_judge"]
Outcome = Literal["pass", "fail", "undecided"]
Key = TypeVar("Key")


class CellGate(Frozen):
    verdict: CellVerdict
    reason: str | None = None  #: Why it cannot be judged
    ratio: float | None = None  #: new / baseline, as in `Comparison`
    ci_low: float | None = None
    ci_high: float | None = None
    p_holm: float | None = None  #: One-sided, of "not worse than the tolerance allows"


def judge_regressions(
    contrasts: Mapping[Key, Contrast | NoContrast], tolerance: float, error_rate: float = 0.05
) -> dict[Key, CellGate]:
    """Per cell, new against baseline (as A against B of `contrast`).

    `regressed`: worse than by `tolerance`, shown with the family's error rate (one-sided, Holm).
    `passed`: shown to be no worse than by `tolerance` (a non-inferiority test, each cell alone).
    `undecided`: neither; more samples would tell.
    """
    known = {key: c for key, c in contrasts.items() if isinstance(c, Contrast)}
    worse = holm([_p_within(c, tolerance) for c in known.values()])
    corrected = dict(zip(known, worse, strict=True))
    return {
        key: _judged(c, corrected[key], tolerance, error_rate)
        if isinstance(c, Contrast)
        else CellGate(verdict="cannot_judge", reason=c.reason)
        for key, c in contrasts.items()
    }


def outcome_of(cells: Mapping[Key, CellGate], *, strict: bool = False) -> Outcome:
    """`fail` if any cell regressed; `undecided` if any could not be judged, if there is none, or
    (`strict`) if any is undecided; else `pass`.
    """
    found = {gate.verdict for gate in cells.values()}
    if "regressed" in found:
        return "fail"
    if not found or "cannot_judge" in found or (strict and "undecided" in found):
        return "undecided"
    return "pass"


def _bound(found: Contrast, tolerance: float) -> float:
    """Log ratio at which the new one is worse by just the tolerance."""
    return log(1 + tolerance) if found.better == "lower" else log(1 - tolerance)


def _p_within(found: Contrast, tolerance: float) -> float:
    """p of "the new one is not worse than the tolerance allows"; small = it regressed."""
    bound = _bound(found, tolerance)
    lower = found.better == "lower"
    return found.scatter.p_below(bound) if lower else found.scatter.p_above(bound)


def _judged(found: Contrast, p_holm: float, tolerance: float, error_rate: float) -> CellGate:
    interval = found.scatter.interval(1 - error_rate)
    verdict: CellVerdict = "undecided"
    if p_holm < error_rate:
        verdict = "regressed"
    elif 1 - _p_within(found, tolerance) < error_rate:
        verdict = "passed"
    return CellGate(
        verdict=verdict,
        ratio=exp(found.scatter.estimate),
        ci_low=exp(interval.low),
        ci_high=exp(interval.high),
        p_holm=p_holm,
    )
