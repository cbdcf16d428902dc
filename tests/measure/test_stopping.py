from random import Random

import pytest

from obt.measure.plan import StopRule, WarmUp, precision_of
from obt.measure.plan.stopping import StopReason

STEADY = [100.0, 100.5, 99.5, 100.2, 99.8, 100.1]
WILD = [100.0, 130.0, 70.0, 110.0, 90.0, 120.0]


def test_the_precision_is_half_the_interval_over_the_median() -> None:
    # (99.5, 100.5) covers 96.9 %, (99.8, 100.2) 78.1 %: 95 % lies 36 % of the way between them
    weight = 5 * 0.1 / (1 + 4 * 0.1)
    assert precision_of(STEADY) == pytest.approx((0.5 - 0.3 * weight) / 100.05)
    assert precision_of(STEADY[:5]) is None
    assert precision_of([]) is None
    assert precision_of([0.0] * 8) is None


@pytest.mark.parametrize(
    ("values", "tried", "reason"),
    [
        (STEADY, 6, "precision"),
        (STEADY[:5], 5, None),
        (WILD, 6, None),
        (WILD * 5, 30, "max_samples"),
        (STEADY * 5, 30, "precision"),
        ([], 89, None),
        ([], 90, "rejections"),
    ],
)
def test_when_a_cell_has_enough(values: list[float], tried: int, reason: StopReason | None) -> None:
    assert StopRule().judge_cell(values, tried) == reason


def test_all_cells_go_on_while_one_needs_more() -> None:
    rule = StopRule(max_minutes=10)
    assert rule.judge({"a": (STEADY, 6), "b": (WILD, 6)}, 60) is None
    assert rule.judge({"a": (STEADY, 6), "b": (STEADY, 6)}, 60) == "precision"
    assert rule.judge({"a": (STEADY, 6), "b": (WILD * 5, 30)}, 60) == "max_samples"
    assert rule.judge({"a": (STEADY, 6), "b": ([], 90)}, 60) == "rejections"
    assert rule.judge({"a": (WILD, 6)}, 599) is None
    assert rule.judge({"a": (WILD, 6)}, 600) == "max_minutes"
    assert rule.judge({}, 0) is None


def test_a_wider_spread_needs_more_samples() -> None:
    rule, random = StopRule(max_samples=400), Random(3)
    needed = []
    for spread in (0.01, 0.02, 0.08, 1.0):
        values = [100 * (1 + spread * random.gauss(0, 1)) for _ in range(20)]
        needed.append(rule.samples_left(values))
    assert needed[0] == 0
    assert needed == sorted(needed)
    assert needed[-1] == 380
    assert rule.samples_left([]) == 400


def test_the_estimate_comes_true() -> None:
    # What is left after 20 samples brings the interval to the precision, give or take its own noise
    rule, random = StopRule(max_samples=2000), Random(11)
    values = [100 * (1 + 0.08 * random.gauss(0, 1)) for _ in range(20)]
    more = rule.samples_left(values)
    values += [100 * (1 + 0.08 * random.gauss(0, 1)) for _ in range(more)]
    assert precision_of(values) == pytest.approx(0.02, rel=0.5)


@pytest.mark.parametrize(
    ("rates", "verdict"),
    [
        ([], "again"),
        ([100], "again"),
        ([100, 100], "again"),  # The first one met the load: there is nothing to compare with
        ([20, 100, 98], "steady"),
        ([20, 100, 90], "again"),
        ([20, 100, 90, 88], "steady"),
        ([20, 100, 80, 100, 80], "unsteady"),
    ],
)
def test_warm_is_when_two_in_a_row_agree(rates: list[float], verdict: str) -> None:
    assert WarmUp().judge(rates) == verdict


def test_one_warm_up_is_never_steady() -> None:
    assert WarmUp(at_most=1).judge([50]) == "unsteady"
