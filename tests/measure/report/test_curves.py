import pytest

from obt.measure.report import Curve, MeasuredCell, axis_of, curves_of
from obt.measure.workloads import BUILTIN, cases_of
from tests.measure.report.factories import cell, reply, sample, steady


def levels(walls: dict[int, float]) -> list[MeasuredCell]:
    """8 requests of 50 tokens at each level; how long they take together."""
    found = []
    for case in cases_of(BUILTIN["concurrency"]):
        place = axis_of(case)
        if place is not None and place[1] in walls:
            block = [reply(tokens=50)] * 8
            wall = walls[int(place[1])]
            found.append(cell([sample(*block, round=n, wall_s=wall) for n in range(3)], case))
    return found


def test_throughput_over_concurrency_and_its_knee() -> None:
    (curve,) = curves_of(levels({1: 40.0, 2: 20.0, 4: 12.0, 8: 11.8}))
    assert (curve.axis, curve.workload) == ("concurrency", "concurrency@1")
    assert [point.x for point in curve.points] == [1, 2, 4, 8]
    done = [point.metrics["throughput"].median for point in curve.points]
    assert done == pytest.approx([10, 20, 400 / 12, 400 / 11.8])
    assert curve.saturation is not None
    assert curve.saturation.at == pytest.approx(40 / 11.8)
    assert curve.saturation.reached


def test_what_still_rises_says_so() -> None:
    (curve,) = curves_of(levels({1: 40.0, 2: 20.0, 4: 10.0}))
    assert curve.saturated == "still rises at 4 at once, with 40.0 tokens/s"


def test_who_works_on_one_at_a_time_is_said_to() -> None:
    (curve,) = curves_of(levels({1: 40.0, 2: 39.0, 4: 40.0}))
    told = "one at a time fills it, with 10.3 tokens/s: more at once only wait"
    assert curve.saturated == told


def arrivals(seconds_each: float) -> Curve:
    """One is answered in so many seconds; what comes faster has to wait longer and longer."""
    cells = []
    for case in cases_of(BUILTIN["rate"]):
        place = axis_of(case)
        assert place is not None
        gap = 1 / place[1]
        waits = max(0.0, seconds_each - gap)
        block = [reply(sent_s=100 + n * gap, ttft_s=0.1 + n * waits) for n in range(20)]
        cells.append(cell([sample(*block, wall_s=60.0)], case))
    (curve,) = curves_of(cells)
    return curve


def test_the_rate_at_which_a_queue_grows() -> None:
    curve = arrivals(1.25)
    assert curve.saturation is not None
    assert curve.saturation.at == pytest.approx(0.5)
    assert curve.saturation.capacity == pytest.approx(0.8)
    assert curve.saturation.reached
    assert curve.saturated == "keeps up with 0.500 requests/s; 0.800 requests/s at most go out"


def test_every_rate_or_none_may_be_too_fast() -> None:
    assert arrivals(0.1).saturated == "keeps up with all that was sent, 2.00 requests/s"
    assert (arrivals(100.0).saturated or "").startswith("keeps up with none of these rates; ")


def test_what_is_drawn_was_measured() -> None:
    curve = arrivals(1.25)
    assert curve.figures == ("goodput", "departure_rate", "ttft", "e2e")
    (curve,) = curves_of(levels({1: 40.0, 2: 20.0}))
    assert curve.figures == ("throughput", "e2e", "ttft", "decode_rate")


def test_depths_and_batches_are_curves_without_a_knee() -> None:
    deep = [
        steady([25.0 / (n + 1)], case=c) for n, c in enumerate(cases_of(BUILTIN["long-context"]))
    ]
    (curve,) = curves_of(deep[:3])
    assert curve.axis == "depth"
    assert [point.x for point in curve.points] == [1024, 2048, 4096]
    assert curve.saturation is None
    assert axis_of(cases_of(BUILTIN["embed"])[1]) == ("batch", 8)


def test_one_point_is_no_curve() -> None:
    assert curves_of(levels({1: 40.0})) == ()
    assert curves_of([steady([25.0, 25.1])]) == ()


def test_each_machine_has_its_own() -> None:
    cases = cases_of(BUILTIN["long-context"])[:2]
    cells = [steady([25.0], case=c, client_id=who) for who in ("desk", "lap") for c in cases]
    assert [curve.client_id for curve in curves_of(cells)] == ["desk", "lap"]
