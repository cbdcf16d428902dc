from itertools import pairwise
from statistics import mean, pvariance

import pytest

from obt.measure.frozen import Frozen
from obt.measure.metrics import NO_INTERVAL, Metrics
from obt.measure.plan import constant_arrivals, goodput, poisson_arrivals, throughput
from obt.measure.workloads import Slo

SLO = Slo(ttft=1.0, tpot=0.1)


def request(ttft: float = 0.5, tpot: float = 0.05, e2e: float = 2.0) -> Metrics:
    return Metrics(values={"ttft": ttft, "tpot": tpot, "e2e": e2e})


def test_constant_arrivals_are_even() -> None:
    assert constant_arrivals(2, 2) == (0, 0.5, 1.0, 1.5)
    assert len(constant_arrivals(0.1, 60)) == 6


def test_poisson_arrivals_are_a_poisson_process() -> None:
    arrivals = poisson_arrivals(5, 2000, "seed")
    gaps = [b - a for a, b in pairwise((0.0, *arrivals))]
    assert min(gaps) > 0
    assert arrivals[-1] < 2000
    assert mean(gaps) == pytest.approx(0.2, rel=0.03)
    assert pvariance(gaps) == pytest.approx(0.04, rel=0.06)  # Exponential: the mean squared
    per_second = [sum(second <= at < second + 1 for at in arrivals) for second in range(300)]
    assert pvariance(per_second) == pytest.approx(mean(per_second), rel=0.25)


def test_arrivals_follow_from_the_seed() -> None:
    assert poisson_arrivals(1, 60, "a") == poisson_arrivals(1, 60, "a")
    assert poisson_arrivals(1, 60, "a") != poisson_arrivals(1, 60, "b")


def test_throughput_counts_what_was_completed() -> None:
    block = throughput([100, 100, None, 40], wall_s=8)
    assert (block.requests, block.completed, block.output_tokens) == (4, 3, 240)
    assert (block.requests_per_s, block.tokens_per_s) == (0.375, 30)


def test_goodput_counts_requests_within_every_bound() -> None:
    requests = [request(), request(ttft=1.1), request(tpot=0.11), None, request(1.0, 0.1)]
    result = goodput(SLO, requests, wall_s=4)
    assert (result.requests, result.met, result.per_s, result.share) == (5, 2, 0.5, 0.4)


def test_what_was_not_measured_meets_no_bound() -> None:
    single = Metrics(values={"ttft": 0.5}, absent={"tpot": NO_INTERVAL})
    unknown = Metrics(values={"ttft": 0.5}, absent={"tpot": "no text arrived"})
    assert goodput(SLO, [single], 1).met == 1
    assert goodput(SLO, [unknown], 1).met == 0
    assert goodput(Slo(e2e=9), [single], 1).met == 0
    assert goodput(Slo(tpot=9), [request()], 1).met == 1


def test_a_block_without_a_wall_has_no_rate() -> None:
    for formula in (lambda: throughput([1], 0), lambda: goodput(SLO, [], 0)):
        with pytest.raises(ValueError, match="longer than nothing"):
            formula()


def test_an_slo_bounds_something() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Slo()
    assert isinstance(SLO, Frozen)
