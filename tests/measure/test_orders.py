from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obt.measure.plan import Cell, Design
from obt.measure.plan.orders import balanced, williams


def design(groups: int = 3, each: int = 2, grouped: bool = True, seed: str = "s") -> Design:
    cells = [Cell(key=f"{g}.{n}", group=f"g{g}") for g in range(groups) for n in range(each)]
    return Design(cells=tuple(cells), seed=seed, grouped=grouped)


@given(st.integers(1, 12), st.text(max_size=5), st.integers(0, 3))
def test_every_cell_stands_at_every_position_equally_often(size: int, seed: str, nth: int) -> None:
    items = [str(n) for n in range(size)]
    period = len(williams(size))
    rows = [balanced(items, nth * period + n, seed) for n in range(period)]
    for column in zip(*rows, strict=True):
        assert set(Counter(column).values()) == {period // size}
    assert all(sorted(row) == sorted(items) for row in rows)


@given(st.integers(2, 12), st.text(max_size=5))
def test_every_cell_follows_every_other_equally_often(size: int, seed: str) -> None:
    period = len(williams(size))
    rows = [balanced([str(n) for n in range(size)], n, seed) for n in range(period)]
    neighbours = Counter(pair for row in rows for pair in pairwise(row))
    assert len(neighbours) == size * (size - 1)
    assert set(neighbours.values()) == {period // size}


def test_an_odd_number_is_balanced_by_position_after_half_a_design() -> None:
    rows = [balanced("abc", n, "seed") for n in range(3)]
    assert all(len(set(column)) == 3 for column in zip(*rows, strict=True))


def test_the_seed_decides_and_nothing_else() -> None:
    orders = {
        seed: [design(seed=seed, grouped=False).round(n) for n in range(6)] for seed in "abcd"
    }
    assert orders["a"] == [design(seed="a", grouped=False).round(n) for n in range(6)]
    assert len({str(order) for order in orders.values()}) == 4


def test_the_order_of_the_cells_given_does_not_matter() -> None:
    one = design()
    other = Design(cells=one.cells[::-1], seed=one.seed)
    assert [one.round(n) for n in range(4)] == [other.round(n) for n in range(4)]


def test_cells_of_a_model_stay_together_and_load_once_per_round() -> None:
    for number in range(6):
        steps = design().round(number)
        assert [step.position for step in steps] == list(range(6))
        groups = [step.cell.group for step in steps]
        assert len([1 for a, b in pairwise(groups) if a != b]) == 2
        assert [step.loads for step in steps] == [True, False] * 3


def test_groups_are_balanced_too() -> None:
    rows = [[step.cell.group for step in design().round(n)][::2] for n in range(6)]
    for column in zip(*rows, strict=True):
        assert Counter(column) == {"g0": 2, "g1": 2, "g2": 2}


def test_a_break_resumes_where_it_was_and_warms_up_again() -> None:
    whole = [step for number in range(3) for step in design().round(number)]
    assert list(design().remaining(set(), 3)) == whole
    for cut in range(len(whole) + 1):
        taken = {(step.round, step.cell.key) for step in whole[:cut]}
        left = list(design().remaining(taken, 3))
        assert [step[:3] for step in left] == [step[:3] for step in whole[cut:]]
        assert not left or left[0].loads


def test_ungrouped_cells_may_load_at_any_step() -> None:
    steps = list(design(grouped=False).remaining(set(), 2))
    assert all(step.loads for step in steps)


def test_a_design_needs_cells() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Design(cells=(), seed="s")
