"""Places and round numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obt.handout.axis import Axis, along, around, from_zero, plain

numbers = st.floats(1e-6, 1e9)


@given(st.lists(numbers, min_size=1, max_size=20))
def test_all_values_are_on_the_drawing(values: list[float]) -> None:
    for axis in (around(values, 4, 356), from_zero(values, 200, 10), along(values, 0, 100)):
        low, high = sorted((axis.start, axis.end))
        assert all(low - 1e-6 <= axis.at(value) <= high + 1e-6 for value in values)


@given(st.lists(numbers, min_size=1, max_size=20))
def test_ticks_are_few_in_order_and_on_the_axis(values: list[float]) -> None:
    for axis in (around(values, 4, 356), from_zero(values, 200, 10), along(values, 0, 100)):
        ticks = axis.ticks()
        assert len(ticks) <= 7
        assert ticks == sorted(set(ticks))
        room = (axis.high - axis.low) * 1e-6 + axis.high * 1e-9
        assert all(axis.low - room <= tick <= axis.high + room for tick in ticks)


def test_round_numbers() -> None:
    assert Axis(0, 9.3, 0, 1).ticks() == [0, 2, 4, 6, 8]
    assert Axis(24.7, 25.3, 0, 1).ticks() == pytest.approx([24.8, 25.0, 25.2])
    assert along([1, 2, 4, 8, 16], 0, 1).ticks() == [1, 2, 4, 8, 16]
    assert along([1, 2, 4], 0, 1).log is False


def test_labels() -> None:
    assert [plain(it) for it in (0, 25, 0.25, 131072, 24.80)] == [
        "0",
        "25",
        "0.25",
        "131072",
        "24.8",
    ]
