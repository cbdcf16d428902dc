import pytest

from obt.measure.statistics import (
    LevelPoint,
    RatePoint,
    concurrency_saturation,
    rate_saturation,
)


def closed_network(service_s: float, other_s: float, levels: list[int]) -> list[LevelPoint]:
    """Exact mean value analysis (Reiser & Lavenberg, 1980) of one queue and a delay."""
    points, queue = [], 0.0
    for level in range(1, max(levels) + 1):
        response = service_s * (1 + queue)
        throughput = level / (response + other_s)
        queue = throughput * response
        if level in levels:
            points.append(LevelPoint(level, throughput, response + other_s))
    return points


def test_the_knee_of_a_network_that_can_be_solved() -> None:
    found = concurrency_saturation(closed_network(0.5, 2.0, [1, 2, 4, 8, 16, 32, 64]))
    assert found is not None
    assert found.at == pytest.approx((0.5 + 2.0) / 0.5, rel=0.001)
    assert found.capacity == pytest.approx(1 / 0.5, rel=0.001)
    assert found.reached


def test_one_at_a_time_saturates_at_one() -> None:
    found = concurrency_saturation([LevelPoint(n, 40.0, 2.0 * n) for n in (4, 1, 2)])
    assert found is not None
    assert (found.at, found.capacity, found.reached) == (1, 40, True)


def test_a_top_that_was_not_seen() -> None:
    found = concurrency_saturation(closed_network(0.1, 5.0, [1, 2, 4, 8]))
    assert found is not None
    assert not found.reached


def test_without_a_light_load_there_is_no_knee() -> None:
    assert concurrency_saturation([LevelPoint(2, 40, 1), LevelPoint(4, 50, 2)]) is None
    assert concurrency_saturation([LevelPoint(1, 40, 1)]) is None
    assert concurrency_saturation([]) is None


def test_the_last_rate_that_is_kept_up_with() -> None:
    points = [RatePoint(4, 2.2), RatePoint(0.5, 0.5), RatePoint(2, 1.98), RatePoint(1, 0.99)]
    found = rate_saturation(points)
    assert found is not None
    assert (found.at, found.capacity, found.reached) == (2, 2.2, True)


def test_a_lucky_rate_beyond_the_first_that_queues_does_not_count() -> None:
    found = rate_saturation([RatePoint(1, 1), RatePoint(2, 1.5), RatePoint(3, 3)])
    assert found is not None
    assert found.at == 1


def test_all_rates_are_kept_up_with() -> None:
    found = rate_saturation([RatePoint(1, 1), RatePoint(2, 2)])
    assert found is not None
    assert (found.at, found.capacity, found.reached) == (2, 2, False)
    assert rate_saturation([]) is None
