"""Verdicts: none where there is no difference, the right one where there is, Holm's correction."""

from itertools import combinations
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from obt.measure.statistics.comparison import (
    Comparison,
    Contrast,
    NoContrast,
    compare,
    contrast,
    holm,
    judge_family,
    smallest_detectable,
)
from tests.measure.statistics.samples import decode_rates, drifting

REPEATS = 100


def repeat(
    factor: float,
    rounds: int = 12,
    *,
    paired: bool = True,
    cv: float = 0.01,
    repeats: int = REPEATS,
) -> list[Comparison]:
    """Node A against node B that is slower by `factor`, in seeded benchmarks."""
    random, found = np.random.default_rng(2024), []
    for seed in range(repeats):
        a = decode_rates(random, rounds, cv=cv)
        b = decode_rates(random, rounds, rate=27.0 / factor, cv=cv)
        sides = contrast(a, b, "higher", paired=paired, resamples=999, seed=seed)
        found.append(judge_family({"": sides})[""])
    return found


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("rounds", [6, 12])
def test_identical_nodes_show_no_difference(rounds: int, paired: bool) -> None:
    found = repeat(1.0, rounds, paired=paired)
    assert sum(one.verdict == "no_difference_shown" for one in found) >= 95


@pytest.mark.slow
@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("rounds", [6, 12, 30])
def test_no_more_than_5_percent_of_equals_differ(rounds: int, paired: bool) -> None:
    found = repeat(1.0, rounds, paired=paired, repeats=1000)
    wrong = sum(one.verdict != "no_difference_shown" for one in found)
    assert wrong <= 66  # Of 50 at most: 99 of 100 such tests see no more


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("factor", [1.05, 2.0])
def test_a_known_factor_is_found_and_lies_in_the_interval(factor: float, paired: bool) -> None:
    found = repeat(factor, paired=paired)
    assert all(one.verdict == "a_better" for one in found)
    inside = [(one.ci_low or 0) <= factor <= (one.ci_high or 0) for one in found]
    assert sum(inside) >= 93


def test_the_verdict_and_the_interval_agree() -> None:
    for one in repeat(1.012):
        assert one.ci_low is not None
        assert one.ci_high is not None
        excluded = one.ci_low > 1 or one.ci_high < 1
        assert excluded == (one.verdict != "no_difference_shown") or one.p == pytest.approx(
            0.05, abs=0.01
        )


# A machine that loses a quarter of its speed while it is measured
LOSS, ROUNDS = 0.25, 12


def under_drift(factor: float, *, blocked: bool) -> list[Comparison]:
    random, found = np.random.default_rng(99), []
    rates = {"a": 27.0 * factor, "b": 27.0, "c": 60.0}
    for seed in range(REPEATS):
        taken = drifting(random, rates, ROUNDS, loss=LOSS, blocked=blocked)
        sides = contrast(taken["a"], taken["b"], "higher", paired=blocked, seed=seed)
        found.append(judge_family({"": sides})[""])
    return found


def test_blocks_cancel_drift_between_equals() -> None:
    blocked, unblocked = under_drift(1.0, blocked=True), under_drift(1.0, blocked=False)
    assert sum(one.verdict == "no_difference_shown" for one in blocked) >= 95
    # Whoever was measured first seems better
    assert sum(one.verdict == "a_better" for one in unblocked) == REPEATS


def test_blocks_find_the_factor_under_drift() -> None:
    blocked, unblocked = under_drift(1.1, blocked=True), under_drift(1.1, blocked=False)

    def covering(found: list[Comparison]) -> int:
        return sum((one.ci_low or 0) <= 1.1 <= (one.ci_high or 0) for one in found)

    assert all(one.verdict == "a_better" for one in blocked)
    assert covering(blocked) >= 93
    assert covering(unblocked) == 0


def test_blocks_are_as_precise_under_drift_as_without() -> None:
    random = np.random.default_rng(5)
    widths = {}
    for loss in (0.0, LOSS):
        taken = drifting(random, {"a": 27.0, "b": 27.0}, 20, loss=loss, blocked=True)
        one = compare(taken["a"], taken["b"], "higher")
        widths[loss] = log(one.ci_high or 0) - log(one.ci_low or 1)
    assert widths[LOSS] < 2 * widths[0.0]


STEADY = {n: 10.0 + n / 10 for n in range(8)}


def test_better_is_what_the_metric_says() -> None:
    more = {n: value * 2 for n, value in STEADY.items()}
    assert compare(more, STEADY, "higher").verdict == "a_better"
    assert compare(more, STEADY, "lower").verdict == "b_better"
    assert compare(STEADY, more, "lower").verdict == "a_better"
    assert compare(more, STEADY, "neither").verdict == "no_verdict"


def test_pairs_are_the_rounds_that_both_have() -> None:
    twice = {n + 1: STEADY[n + 1] * 2 for n in range(7)}
    one = compare(twice, STEADY, "higher")
    assert one.ratio == pytest.approx(2)
    assert one.ci_low == pytest.approx(2)
    assert one.ci_high == pytest.approx(2)
    assert (one.blocks, one.paired) == (7, True)


def test_other_days_are_the_ratio_of_medians() -> None:
    one = compare({n: 2 * value for n, value in STEADY.items()}, STEADY, "higher", paired=False)
    assert one.ratio == pytest.approx(2)
    assert not one.paired


def test_no_verdict_has_a_reason() -> None:
    few = compare({n: STEADY[n] for n in range(5)}, STEADY, "higher")
    assert (few.verdict, few.reason) == ("no_verdict", "5 rounds; a verdict needs 6")
    assert few.ratio is None
    zero = compare({**STEADY, 3: 0.0}, STEADY, "higher")
    assert (zero.verdict, zero.reason) == ("no_verdict", "a ratio needs values above zero")
    apart = compare({n + 20: value for n, value in STEADY.items()}, STEADY, "higher")
    assert apart.reason == "0 rounds; a verdict needs 6"


# Holm (1979): the worked example that textbooks and Wikipedia's article give
def test_holms_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


# By hand: (n - i + 1) p of the i-th smallest, never less than the one before
def test_the_steps_of_holm() -> None:
    given_p = [0.0001, 0.0058, 0.0132, 0.0289, 0.0498, 0.0911, 0.2012, 0.8]
    expected = [0.0008, 0.0406, 0.0792, 0.1445, 0.1992, 0.2733, 0.4024, 0.8]
    assert holm(given_p) == pytest.approx(expected)
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_holm_is_the_closed_test_of_bonferroni(p_values: list[float]) -> None:
    """Marcus, Peritz & Gabriel (1976): the worst of all families that hold the hypothesis."""
    everything = range(len(p_values))
    for index, adjusted in enumerate(holm(p_values)):
        families = [
            family
            for size in range(1, len(p_values) + 1)
            for family in combinations(everything, size)
            if index in family
        ]
        worst = max(min(1.0, len(f) * min(p_values[i] for i in f)) for f in families)
        assert adjusted == pytest.approx(worst)


def test_a_family_of_equals_rarely_holds_a_difference() -> None:
    random, wrong = np.random.default_rng(8), 0
    for seed in range(REPEATS):
        nodes = [decode_rates(random, 10) for _ in range(4)]
        family = {
            (i, j): contrast(nodes[i], nodes[j], "higher", resamples=999, seed=seed)
            for i, j in combinations(range(4), 2)
        }
        verdicts = judge_family(family)
        wrong += any(one.verdict != "no_difference_shown" for one in verdicts.values())
    assert wrong <= 5


def test_the_correction_is_for_those_that_can_be_judged() -> None:
    random = np.random.default_rng(1)
    a, b = decode_rates(random, 12), decode_rates(random, 12, rate=26.8)
    alone = compare(a, b, "higher")
    family = judge_family(
        {"one": contrast(a, b, "higher"), "two": contrast(a, a, "higher"), "no": NoContrast("few")}
    )
    assert family["one"].p == alone.p
    assert family["one"].p_holm == pytest.approx(2 * (alone.p or 0))
    assert family["no"].verdict == "no_verdict"


def test_the_smallest_detectable_difference_is_found_in_four_of_five() -> None:
    random, rounds = np.random.default_rng(3), 20
    typical = [one.smallest_detectable or 0 for one in repeat(1.0, rounds, cv=0.02)]
    step = 1 + float(np.median(typical))
    found = 0
    for seed in range(300):
        a = decode_rates(random, rounds, rate=27 * step, cv=0.02)
        b = decode_rates(random, rounds, cv=0.02)
        sides = contrast(a, b, "higher", resamples=999, seed=seed)
        found += judge_family({"": sides})[""].verdict == "a_better"
    assert 0.70 <= found / 300 <= 0.90


def test_a_larger_family_sees_less() -> None:
    a = decode_rates(np.random.default_rng(6), 12)
    b = decode_rates(np.random.default_rng(7), 12)
    sides = contrast(a, b, "higher")
    assert isinstance(sides, Contrast)
    assert smallest_detectable(sides.scatter, family=20) > smallest_detectable(sides.scatter)


def test_the_ratio_is_the_median_of_the_rounds_ratios() -> None:
    a = decode_rates(np.random.default_rng(6), 13)
    b = decode_rates(np.random.default_rng(7), 13)
    one = compare(a, b, "higher")
    assert one.ratio == pytest.approx(np.median([a[n] / b[n] for n in a]))
