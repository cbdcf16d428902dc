"""The gate: before and after an upgrade, with a truth that is known."""

import numpy as np
import pytest

from obt.measure.catalogue import Better
from obt.measure.statistics.comparison import Contrast, NoContrast, contrast
from obt.measure.statistics.regression import CellGate, judge_regressions, outcome_of
from tests.measure.statistics.samples import decode_rates

TOLERANCE = 0.05


def after_an_upgrade(
    random: np.random.Generator, factor: float, better: Better = "higher", rounds: int = 15
) -> Contrast | NoContrast:
    new = decode_rates(random, rounds, rate=27.0 * factor)
    return contrast(new, decode_rates(random, rounds), better, paired=False, resamples=999)


def gate(factor: float, better: Better = "higher", rounds: int = 15) -> CellGate:
    found = after_an_upgrade(np.random.default_rng(17), factor, better, rounds)
    return judge_regressions({"cell": found}, TOLERANCE)["cell"]


@pytest.mark.parametrize(
    ("factor", "better", "verdict"),
    [
        (0.80, "higher", "regressed"),
        (1.00, "higher", "passed"),
        (1.30, "higher", "passed"),
        (0.98, "higher", "passed"),
        (0.95, "higher", "undecided"),
        (1.25, "lower", "regressed"),
        (0.70, "lower", "passed"),
        (1.05, "lower", "undecided"),
    ],
)
def test_worse_by_more_than_the_tolerance(factor: float, better: Better, verdict: str) -> None:
    found = gate(factor, better)
    assert found.verdict == verdict
    assert found.ratio == pytest.approx(factor, rel=0.02)
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.ci_low <= factor <= found.ci_high


def test_what_cannot_be_judged_says_why() -> None:
    found = gate(1.0, rounds=5)
    assert (found.verdict, found.reason) == ("cannot_judge", "5 rounds; a verdict needs 6")


def test_a_family_just_within_the_tolerance_rarely_fails() -> None:
    random, failed = np.random.default_rng(23), 0
    for _ in range(100):
        cells = {n: after_an_upgrade(random, 1 - TOLERANCE) for n in range(5)}
        failed += outcome_of(judge_regressions(cells, TOLERANCE)) == "fail"
    assert failed <= 8  # 5 are expected at most; 8 or fewer in 94 of 100 such tests


def test_one_that_is_worse_is_found_among_many() -> None:
    random = np.random.default_rng(29)
    cells = {n: after_an_upgrade(random, 0.85 if n == 7 else 1.0) for n in range(12)}
    found = judge_regressions(cells, TOLERANCE)
    assert [n for n, cell in found.items() if cell.verdict == "regressed"] == [7]
    assert outcome_of(found) == "fail"


def test_the_outcome_of_all_cells() -> None:
    passed, undecided, blind, worse = (
        CellGate(verdict=verdict)
        for verdict in ("passed", "undecided", "cannot_judge", "regressed")
    )
    assert outcome_of({1: passed, 2: passed}) == "pass"
    assert outcome_of({1: passed, 2: undecided}) == "pass"
    assert outcome_of({1: passed, 2: undecided}, strict=True) == "undecided"
    assert outcome_of({1: passed, 2: blind}) == "undecided"
    assert outcome_of({1: worse, 2: blind}) == "fail"
    assert outcome_of({}) == "undecided"
