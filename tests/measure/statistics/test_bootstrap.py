"""The bootstrap against SciPy's, and against truths that are known because we made them."""

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from obt.measure.statistics.bootstrap import Bootstrap, bootstrap_difference, bootstrap_median
from obt.measure.statistics.student import t_cdf

SAMPLE = [26.9, 27.0, 27.4, 26.1, 27.9, 28.3, 25.8, 27.2, 26.6, 29.4, 27.1, 26.8]
OTHER = [25.1, 25.9, 26.0, 24.8, 25.2, 26.6, 24.4, 25.5, 25.0, 26.9, 25.7, 25.3]


def certain(found: Bootstrap | None) -> Bootstrap:
    assert found is not None
    return found


def narrowed(confidence: float, freedom: int) -> float:
    """The confidence at which our interval is SciPy's, which has normal quantiles for Student's."""
    return 2 * t_cdf(NormalDist().inv_cdf((1 + confidence) / 2), freedom) - 1


def test_the_interval_is_scipys_bca() -> None:
    ours = certain(bootstrap_median(SAMPLE, resamples=40_000)).interval(narrowed(0.95, 11))
    theirs = stats.bootstrap(
        (SAMPLE,), np.median, n_resamples=40_000, method="BCa", rng=np.random.default_rng(1)
    )
    assert ours == pytest.approx(tuple(theirs.confidence_interval), abs=0.051)


def test_the_interval_of_a_difference_is_scipys_bca() -> None:
    found = certain(bootstrap_difference(SAMPLE, OTHER, resamples=40_000))

    def difference(a: np.ndarray, b: np.ndarray, axis: int = -1) -> np.ndarray:
        apart: np.ndarray = np.median(a, axis=axis) - np.median(b, axis=axis)
        return apart

    theirs = stats.bootstrap(
        (SAMPLE, OTHER),
        difference,
        n_resamples=40_000,
        method="BCa",
        rng=np.random.default_rng(1),
    )
    expected = tuple(theirs.confidence_interval)
    assert found.interval(narrowed(0.95, found.freedom)) == pytest.approx(expected, abs=0.051)
    assert found.estimate == pytest.approx(np.median(SAMPLE) - np.median(OTHER))


def test_the_standard_error_is_scipys() -> None:
    theirs = stats.bootstrap((SAMPLE,), np.median, n_resamples=40_000, rng=np.random.default_rng(1))
    ours = certain(bootstrap_median(SAMPLE, resamples=40_000)).standard_error
    assert ours == pytest.approx(theirs.standard_error, rel=0.02)


def skewed_replicates(blocks: int) -> Bootstrap:
    """Without ties, and with a bias and an acceleration to correct for."""
    replicates = np.random.default_rng(5).gamma(20, 1, 20_000)
    return Bootstrap(19.5, replicates, np.array([0.5, -0.1, -0.2, -0.3, 0.2, -0.1]), blocks, 5)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95])
def test_the_interval_ends_where_p_says(confidence: float) -> None:
    found = skewed_replicates(6)
    for end in found.interval(confidence):
        assert found.p_value(end) == pytest.approx(1 - confidence, rel=0.02)


def test_a_tail_beyond_the_replicates_is_students() -> None:
    found = skewed_replicates(6)
    away = 19.5 / float(found.replicates.std(ddof=1))
    assert found.p_below(0.0) == pytest.approx(stats.t.sf(away, 5))
    assert found.p_above(0.0) == pytest.approx(1 - stats.t.sf(away, 5))


def test_no_interval_lies_beyond_the_replicates() -> None:
    found = skewed_replicates(6)
    low, high = found.interval(0.9999)
    assert low >= found.replicates.min()
    assert high <= found.replicates.max()


def test_a_difference_beyond_all_replicates_is_ever_less_probable() -> None:
    found = certain(bootstrap_median(SAMPLE))
    p_values = [found.p_value(null) for null in (24, 20, 10, 0)]
    assert p_values == sorted(p_values, reverse=True)
    assert p_values[0] < 0.002
    assert p_values[-1] < 1e-9


def test_values_that_are_all_the_same() -> None:
    found = certain(bootstrap_median([5.0] * 8))
    assert found.interval() == (5, 5)
    assert found.p_value(5.0) == 1
    assert found.p_value(4.0) < 1e-8
    assert found.standard_error == 0


def test_too_few_blocks_have_none() -> None:
    assert bootstrap_median(SAMPLE[:5]) is None
    assert bootstrap_difference(SAMPLE, OTHER[:5]) is None
    assert bootstrap_difference(SAMPLE[:5], OTHER) is None


def test_the_same_seed_gives_the_same_interval() -> None:
    one, same, other = (certain(bootstrap_median(SAMPLE, seed=s)) for s in (3, 3, 4))
    assert one.interval() == same.interval()
    assert not np.array_equal(one.replicates, other.replicates)


def test_both_sides_of_a_difference_are_drawn_apart() -> None:
    assert certain(bootstrap_difference(SAMPLE, SAMPLE)).standard_error > 0


# Eighths: neighbours that differ by rounding alone would be ties in one unit and not in another
VALUES = st.lists(st.integers(1, 8000).map(lambda eighths: eighths / 8), min_size=6, max_size=25)


@settings(max_examples=60, deadline=None)
@given(VALUES, st.floats(0.5, 100))
def test_unit_and_order_do_not_matter(values: list[float], scale: float) -> None:
    base = certain(bootstrap_median(values, resamples=499)).interval()
    scaled = certain(bootstrap_median([v * scale for v in values], resamples=499)).interval()
    assert scaled == pytest.approx((base.low * scale, base.high * scale), rel=1e-6)
    assert certain(bootstrap_median(sorted(values), resamples=499)).interval() == base
    assert min(values) <= base.low <= base.high <= max(values)


Make = Callable[[np.random.Generator, int], np.ndarray]


def noise(random: np.random.Generator, blocks: int) -> np.ndarray:
    return random.normal(0, 1, blocks)


def skewed(random: np.random.Generator, blocks: int) -> np.ndarray:
    """Rates have a long lower tail; the median is 0."""
    values: np.ndarray = np.log(2) - random.exponential(1, blocks)
    return values


RUNS = 1500  #: Standard error of a coverage of 96 %: 0.5 points


def coverage(find: Callable[[np.random.Generator, int], Bootstrap | None]) -> float:
    random, covered = np.random.default_rng(7), 0
    for run in range(RUNS):
        low, high = certain(find(random, 2 * run)).interval(0.95)
        covered += low <= 0 <= high
    return covered / RUNS


@pytest.mark.slow
@pytest.mark.parametrize("make", [noise, skewed])
@pytest.mark.parametrize("blocks", [6, 7, 12, 30])
def test_95_percent_intervals_cover_the_median(make: Make, blocks: int) -> None:
    def find(random: np.random.Generator, seed: int) -> Bootstrap | None:
        return bootstrap_median(make(random, blocks).tolist(), 999, seed)

    assert 0.93 <= coverage(find) <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("make", [noise, skewed])
@pytest.mark.parametrize(("blocks", "most"), [(6, 0.985), (12, 0.97), (30, 0.97)])
def test_95_percent_intervals_cover_the_difference(make: Make, blocks: int, most: float) -> None:
    def find(random: np.random.Generator, seed: int) -> Bootstrap | None:
        a, b = make(random, blocks), make(random, blocks)
        return bootstrap_difference(a.tolist(), b.tolist(), 999, seed)

    assert 0.93 <= coverage(find) <= most
