import pytest
from scipy import stats

from obt.measure.statistics.student import t_cdf, t_quantile


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 9, 10, 29, 30, 101])
@pytest.mark.parametrize("t", [-6.0, -1.5, 0.0, 0.3, 2.0, 12.0])
def test_it_is_scipys(t: float, freedom: int) -> None:
    assert t_cdf(t, freedom) == pytest.approx(stats.t.cdf(t, freedom), abs=1e-12)


# The usual table of critical values
@pytest.mark.parametrize(
    ("freedom", "critical"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042)]
)
def test_the_table(freedom: int, critical: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(critical, abs=0.0005)
    assert t_quantile(0.025, freedom) == pytest.approx(-critical, abs=0.0005)


def test_far_out() -> None:
    for probability in (0.5, 0.999999, 1 - 1e-12):
        expected = stats.t.ppf(probability, 7)
        assert t_quantile(probability, 7) == pytest.approx(expected, rel=1e-3, abs=1e-9)


def test_what_is_no_t() -> None:
    with pytest.raises(ValueError, match="freedom"):
        t_cdf(1, 0)
    with pytest.raises(ValueError, match="between"):
        t_quantile(1.0, 3)
