import numpy as np
import pytest
from scipy import stats

from obt.measure.statistics import block_effects, drift_of, without_blocks

HOURS = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1]
COOLING = [27.4, 27.1, 27.3, 26.8, 26.9, 26.4, 26.6, 26.1, 26.3, 25.9, 26.0, 25.5]


def test_it_is_scipys_theil_sen() -> None:
    found = drift_of(HOURS, COOLING)
    theirs = stats.theilslopes(COOLING, HOURS, alpha=0.95)
    assert found is not None
    middle = np.median(COOLING)
    assert found.slope == pytest.approx(theirs.slope / middle)
    assert found.ci_low == pytest.approx(theirs.low_slope / middle)
    assert found.ci_high == pytest.approx(theirs.high_slope / middle)
    assert found.shown


def test_ties_are_scipys_too() -> None:
    at, values = [0, 1, 1, 2, 3, 4, 5, 5], [5, 6, 6, 5, 7, 7, 8, 6]
    found, theirs = drift_of(at, values), stats.theilslopes(values, at, alpha=0.95)
    assert found is not None
    assert (found.ci_low * 6, found.ci_high * 6) == pytest.approx(
        (theirs.low_slope, theirs.high_slope)
    )


# The example of Sen's paper: slope 4, and (26/7, 35/8) with 93 %
def test_sens_example() -> None:
    found = drift_of([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78], confidence=0.93)
    assert found is not None
    told = (found.slope * 20, found.ci_low * 20, found.ci_high * 20)
    assert told == pytest.approx((4, 26 / 7, 35 / 8))


def test_noise_is_no_drift() -> None:
    random, shown = np.random.default_rng(4), 0
    for _ in range(400):
        found = drift_of(HOURS, random.normal(27, 0.3, 12).tolist())
        assert found is not None
        shown += found.shown
    assert shown / 400 <= 0.06


def test_nothing_to_tell() -> None:
    assert drift_of(HOURS[:4], COOLING[:4]) is None
    assert drift_of([1.0] * 6, COOLING[:6]) is None
    assert drift_of(HOURS[:6], [-1, 0, 0, 0, 0, 1]) is None
    assert drift_of([], []) is None


def test_the_interval_of_falling_negative_values_is_in_order() -> None:
    found = drift_of(HOURS, [-value for value in COOLING])
    assert found is not None
    assert found.ci_low <= found.slope <= found.ci_high


SLOWER = {0: 1.1, 1: 1.0, 2: 0.95, 3: 1.0, 4: 0.9}
LEVELS = {"chat": 30.0, "decode": 25.0, "code": 70.0}


def test_block_effects_of_cells_that_are_products_are_exact() -> None:
    cells = {c: {b: level * by for b, by in SLOWER.items()} for c, level in LEVELS.items()}
    assert block_effects(cells) == pytest.approx(SLOWER)
    for cell, values in without_blocks(cells).items():
        assert list(values.values()) == pytest.approx([LEVELS[cell]] * 5)


def test_one_bad_sample_moves_no_block() -> None:
    cells = {c: {b: level * by for b, by in SLOWER.items()} for c, level in LEVELS.items()}
    cells["chat"][1] = 3.0
    assert block_effects(cells) == pytest.approx(SLOWER)


def test_blocks_may_miss_cells() -> None:
    cells = {c: {b: level * by for b, by in SLOWER.items()} for c, level in LEVELS.items()}
    del cells["chat"][0], cells["code"][3]
    assert block_effects(cells) == pytest.approx(SLOWER)
    assert block_effects({"empty": {}}) == {}
