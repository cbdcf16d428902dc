import numpy as np
import pytest
from scipy import stats

from obt.measure.quantiles import median_interval
from obt.measure.statistics import by_block, summarise, told_quantile

RATES = np.random.default_rng(2).gamma(400, 0.07, 30).tolist()


def rounds(values: list[float]) -> list[tuple[int, float]]:
    return list(enumerate(values))


def test_it_is_numpys_and_scipys() -> None:
    found = summarise(rounds(RATES))
    assert found is not None
    assert (found.n, found.blocks) == (30, 30)
    assert found.median == pytest.approx(np.median(RATES))
    assert found.cv == pytest.approx(stats.variation(RATES, ddof=1))
    told = (found.p5, found.p25, found.p75, found.p95)
    assert told == pytest.approx(tuple(np.quantile(RATES, [0.05, 0.25, 0.75, 0.95])))
    assert (found.minimum, found.maximum) == (min(RATES), max(RATES))


def test_its_interval_is_the_one_that_ends_the_rounds() -> None:
    found, expected = summarise(rounds(RATES)), median_interval(RATES)
    assert found is not None
    assert expected is not None
    assert (found.ci_low, found.ci_high) == expected
    assert found.precision == pytest.approx(expected.half_width / np.median(RATES))


def test_quantiles_are_told_where_samples_lie_beyond_them() -> None:
    few = summarise(rounds(RATES[:19]))
    assert few is not None
    assert few.p5 is few.p95 is few.p99 is None
    assert few.p25 is not None
    assert told_quantile(RATES[:20], 0.95) is not None
    assert told_quantile(RATES[:3], 0.25) is None
    assert told_quantile(list(range(99)), 0.99) is None
    assert told_quantile(list(range(100)), 0.99) == pytest.approx(np.quantile(range(100), 0.99))


def test_a_single_sample_has_a_median_and_nothing_else() -> None:
    found = summarise([(0, 5.0)])
    assert found is not None
    assert found.median == 5
    assert found.ci_low is found.ci_high is found.cv is found.precision is found.p25 is None


def test_no_samples_have_no_summary() -> None:
    assert summarise([]) is None


def test_a_block_counts_once() -> None:
    several = [(0, 1.0), (0, 3.0), (0, 50.0), (1, 5.0), (2, 7.0)]
    assert by_block(reversed(several)) == {0: 3.0, 1: 5.0, 2: 7.0}
    found = summarise(several)
    assert found is not None
    assert (found.n, found.blocks, found.median) == (5, 3, 5.0)
