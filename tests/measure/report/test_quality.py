import pytest
from scipy import stats

from obt.measure.report import quality_of


@pytest.mark.parametrize(("passed", "checked"), [(0, 1), (1, 1), (0, 10), (7, 10), (60, 60)])
def test_it_is_scipys_wilson_interval(passed: int, checked: int) -> None:
    found = quality_of(passed, checked)
    expected = stats.binomtest(passed, checked).proportion_ci(method="wilson")
    assert found is not None
    assert found.rate == passed / checked
    assert (found.ci_low, found.ci_high) == pytest.approx((expected.low, expected.high))


def test_without_checks_there_is_none() -> None:
    assert quality_of(0, 0) is None
