import pytest

from obt.measure.report import SampleResult, result_of
from obt.measure.sample import CheckResult, Request
from obt.measure.validity import Reason
from obt.measure.workloads import BUILTIN, Case, cases_of
from tests.measure.report.factories import DECODE, failed, rejected, reply, sample, trial

FOUR_AT_ONCE = next(case for case in cases_of(BUILTIN["concurrency"]) if "=4" in case.name)
RATE = cases_of(BUILTIN["rate"])[0]


def of(*requests: object, case: Case = DECODE, **changes: float) -> SampleResult:
    return result_of(sample(*requests, **changes), case, trial(case))  # type: ignore[arg-type]


def test_one_request_gives_one_value_of_each_metric() -> None:
    found = of(reply(25.0))
    assert found.values["decode_rate"] == pytest.approx((25.0,))
    assert found.values["ttft"] == pytest.approx((0.1,))
    assert (found.requests, found.counted, found.output_tokens) == (1, 1, (51,))
    assert len(found.ledgers) == 1


def test_a_rejected_request_gives_none_but_is_told() -> None:
    found = of(rejected(Reason.THROTTLED, "GPU 0: thermal"))
    assert found.values == {}
    assert found.ledgers == ()
    assert [(r.reason, r.detail) for r in found.rejected] == [(Reason.THROTTLED, "GPU 0: thermal")]


def test_a_warm_sample_does_not_miss_its_cold_load() -> None:
    assert "cold_load" not in of(reply()).absent
    cold = cases_of(BUILTIN["cold-load"])[0]
    assert of(reply(), case=cold).absent["cold_load"] == ("not a cold load",)


def test_one_after_the_other_has_no_throughput() -> None:
    assert "throughput" not in of(reply()).values


def test_a_block_is_summed_over_its_wall() -> None:
    found = of(*[reply(tokens=50)] * 8, case=FOUR_AT_ONCE, wall_s=10.0)
    assert found.values["throughput"] == (40.0,)
    assert found.values["request_rate"] == (0.8,)
    assert len(found.values["ttft"]) == 8
    assert "goodput" not in found.values


def test_failures_are_part_of_what_a_block_achieves() -> None:
    found = of(*[reply(tokens=50)] * 7, failed(), case=FOUR_AT_ONCE, wall_s=10.0)
    assert found.values["request_rate"] == (0.7,)
    assert found.values["throughput"] == (35.0,)


def test_a_disturbed_block_achieves_nothing_that_counts() -> None:
    hot = rejected(Reason.THROTTLED)
    found = of(*[reply(tokens=50)] * 7, hot, case=FOUR_AT_ONCE, wall_s=10.0)
    assert "throughput" not in found.values
    assert len(found.values["ttft"]) == 7


def test_goodput_counts_those_within_the_slo() -> None:
    # The SLO is a TTFT of 2 s and a TPOT of 0.2 s
    late, slow = reply(ttft_s=2.5), reply(rate=4.0)
    found = of(reply(), late, slow, failed(), reply(), case=RATE, wall_s=100.0)
    assert found.values["goodput"] == pytest.approx((0.02,))


def test_arrivals_are_counted_over_their_window() -> None:
    found = of(reply(), case=RATE, wall_s=0.5)  # one in a minute, answered at once
    assert found.values["goodput"] == found.values["request_rate"] == (1 / 60,)


def test_who_keeps_up_sends_as_fast_as_it_receives() -> None:
    steady = [reply(sent_s=100.0 + n) for n in range(5)]
    found = of(*steady, case=RATE, wall_s=6.1)
    assert found.values["arrival_rate"] == pytest.approx((1.0,))
    assert found.values["departure_rate"] == pytest.approx((1.0,))
    queued = [reply(sent_s=100.0 + n, ttft_s=0.1 + n) for n in range(5)]
    assert of(*queued, case=RATE, wall_s=9.0).values["departure_rate"] == pytest.approx((0.5,))


def test_checks_are_of_replies_that_count() -> None:
    def checked(*passed: bool) -> Request:
        results = tuple(CheckResult(check="regex", passed=p) for p in passed)
        return Request(record=reply(), checks=results)

    spoilt = rejected(Reason.THROTTLED).model_copy(
        update={"checks": (CheckResult(check="regex", passed=True),)}
    )
    found = of(checked(True, True), checked(True, False), reply(), spoilt)
    assert (found.checks, found.passed) == (2, 1)
