import statistics
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obt.measure.quantiles import median, median_interval, quantile

FINITE = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("q", "expected"), [(0, 1), (0.05, 1.2), (0.25, 2), (0.5, 3), (0.95, 4.8), (1, 5)]
)
def test_quantiles_are_of_type_7(q: float, expected: float) -> None:
    assert quantile([5, 3, 1, 4, 2], q) == pytest.approx(expected)


@given(st.lists(FINITE, min_size=1, max_size=30))
def test_the_median_is_the_standard_librarys(values: list[float]) -> None:
    assert median(values) == pytest.approx(statistics.median(values), abs=1e-6)


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)


def test_fewer_than_six_values_have_no_95_percent_interval() -> None:
    # Coverage of (min, max) is 1 - 2**(1 - n): 93.75 % with 5 values, 96.88 % with 6
    assert median_interval([1, 2, 3, 4, 5]) is None
    assert median_interval([1, 2, 3, 4, 5], confidence=0.93) is not None
    assert median_interval([1, 2, 3, 4, 5, 6]) is not None
    assert median_interval([]) is None


def test_the_interpolated_interval_of_ten_values() -> None:
    # Order statistics 2 and 9 cover 97.85 %, 3 and 8 cover 89.06 % (binomial tables)
    interval = median_interval([float(n) for n in range(1, 11)])
    assert interval is not None
    part = (0.978515625 - 0.95) / (0.978515625 - 0.890625)
    weight = 8 * part / (2 + 6 * part)
    assert interval == pytest.approx((2 + weight, 9 - weight))


@pytest.mark.parametrize("n", [6, 7, 8, 15, 30])
def test_the_interval_covers_the_true_median_as_often_as_it_says(n: int) -> None:
    random, covered, runs = Random(n), 0, 4000
    for _ in range(runs):
        interval = median_interval([random.lognormvariate(0, 0.5) for _ in range(n)])
        assert interval is not None
        covered += interval.low <= 1 <= interval.high
    assert 0.935 <= covered / runs <= 0.965


@given(st.lists(FINITE, min_size=6, max_size=60), st.randoms())
def test_order_of_the_values_does_not_matter(values: list[float], random: Random) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)
    interval = median_interval(values)
    assert interval == median_interval(shuffled)
    assert interval is not None
    assert interval.low <= median(values) <= interval.high


def test_a_narrow_interval_of_few_values_is_the_middle_pair() -> None:
    assert median_interval([1, 2, 3, 4], confidence=0.3) is not None
    assert median_interval([1, 2], confidence=0.5) == (1, 2)
