from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obt.measure.statistics import local_score, pareto_front

BETTER: tuple[Literal["higher", "lower"], ...] = ("higher", "lower")


def test_fast_or_small() -> None:
    models = {
        "fast": (90.0, 8.0),
        "small": (60.0, 2.0),
        "between": (75.0, 5.0),
        "beaten": (60.0, 5.0),
        "slow and large": (10.0, 9.0),
    }
    assert pareto_front(models, BETTER) == {"fast", "small", "between"}


def test_equals_do_not_beat_each_other() -> None:
    assert pareto_front({"a": (1.0, 1.0), "b": (1.0, 1.0)}, BETTER) == {"a", "b"}


def test_points_of_other_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        pareto_front({"a": (1.0, 2.0, 3.0)}, BETTER)


POINTS = st.dictionaries(
    st.integers(0, 50), st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1
)


@given(POINTS)
def test_whoever_is_left_out_is_beaten_by_one_of_the_front(
    points: dict[int, tuple[int, int]],
) -> None:
    front = pareto_front(points, BETTER)
    for key, (fast, large) in points.items():
        beaten = [
            other
            for other in front
            if points[other] != (fast, large)
            and points[other][0] >= fast
            and points[other][1] <= large
        ]
        assert (key in front) == (not beaten)


def test_local_score() -> None:
    # 10 x cbrt(1000 x 50 x 1000/500) = 10 x cbrt(100,000)
    assert local_score(1000, 50, 0.5) == pytest.approx(464.159, abs=0.001)
