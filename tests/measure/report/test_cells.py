import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from obt.measure.catalogue import REPORTED
from obt.measure.report import CellReport, blocks_of, cell_report, condition_of, values_of
from obt.measure.validity import Reason
from obt.measure.workloads import BUILTIN, cases_of
from tests.measure.report.factories import DECODE, cell, rejected, reply, sample, steady

RATES = np.random.default_rng(12).normal(25, 0.3, 24).tolist()


def test_every_metric_has_its_median_interval_and_unit() -> None:
    found = cell_report(steady(RATES))
    rate = found.metrics["decode_rate"]
    assert rate.median == pytest.approx(np.median(RATES))
    assert (rate.n, rate.unit, rate.better) == (24, "tokens/s", "higher")
    assert rate.ci_low is not None
    assert rate.ci_high is not None
    assert rate.ci_low < 25 < rate.ci_high
    assert rate.p95 is not None
    assert rate.p99 is None
    assert set(found.metrics) <= set(REPORTED)
    assert found.metrics["ttft"].median == pytest.approx(0.1)
    assert found.metrics["prefill_rate"].median == pytest.approx(400)


def test_metrics_that_cannot_be_told_say_why() -> None:
    found = cell_report(steady(RATES))
    assert found.absent["energy_per_token"] == {"no power sensor": 24}
    assert "energy_per_token" not in found.metrics
    assert "cold_load" not in found.absent


def test_a_metric_that_some_requests_lack_says_how_many() -> None:
    unknown = reply(25.0).model_copy(update={"engine": "unknown"})
    found = cell_report(cell([sample(reply(25.0)), sample(unknown, round=1)]))
    assert found.metrics["decode_rate"].n == 1
    assert sum(found.metrics["decode_rate"].missing.values()) == 1
    assert found.metrics["ttft"].missing == {}


def test_both_ledgers() -> None:
    taken = [sample(reply(25.0), round=n) for n in range(3)]
    taken += [sample(rejected(Reason.EARLY_STOP, f"{n} of 256"), round=n) for n in range(3, 10)]
    taken += [sample(rejected(Reason.FOREIGN_LOAD, "same"), round=n) for n in range(10, 12)]
    found = cell_report(cell(taken))
    assert (found.samples, found.requests, found.counted) == (12, 12, 3)
    assert [(r.reason, r.n, len(r.examples)) for r in found.rejected] == [
        (Reason.EARLY_STOP, 7, 5),
        (Reason.FOREIGN_LOAD, 2, 1),
    ]
    time = found.ledger
    assert time is not None
    assert time.n == 3
    parts = time.load_s + time.queue_s + time.prefill_s + time.decode_s + time.network_s
    assert parts == pytest.approx(time.e2e_s + time.overlap_s)
    assert time.decode_s == pytest.approx(2.0)
    assert time.network_s == pytest.approx(0.001)


def test_a_cell_that_slows_down_is_flagged() -> None:
    noise = np.random.default_rng(3).normal(0, 0.002, 20)
    slowing = cell_report(steady([25 * (1 - n / 200 + e) for n, e in enumerate(noise)])).drift
    assert slowing is not None
    assert slowing.flag == "drifting"
    assert slowing.over_run == pytest.approx(-0.1, abs=0.015)
    assert slowing.ci_low <= slowing.per_hour <= slowing.ci_high < 0
    even = cell_report(steady([25 * (1 + e) for e in noise])).drift
    assert even is not None
    assert even.flag == "none"
    little = cell_report(steady([25 * (1 - n / 10_000) for n in range(20)])).drift
    assert little is not None
    assert little.flag == "slight"
    assert cell_report(steady(RATES[:4])).drift is None


def test_a_cell_without_samples_has_a_report_too() -> None:
    found = cell_report(cell([], failed="does not fit"))
    assert (found.samples, found.metrics, found.ledger, found.drift) == (0, {}, None, None)
    assert found.failed == "does not fit"
    assert found.condition.output_tokens is None


def test_it_goes_over_rest_and_back() -> None:
    found = cell_report(steady(RATES))
    assert CellReport.model_validate_json(found.model_dump_json()) == found


def test_rounds_that_arrive_late_are_put_in_order() -> None:
    late = steady(RATES)
    shuffled = replace(late, samples=tuple(reversed(late.samples)))
    assert cell_report(shuffled) == cell_report(late)
    assert [n for n, _ in values_of(shuffled.samples, "decode_rate")] == list(range(24))


def test_a_block_is_one_value_of_many_requests() -> None:
    case = next(c for c in cases_of(BUILTIN["concurrency"]) if "=4" in c.name)
    taken = [sample(*[reply(r) for r in (20, 25, 30)], round=n) for n in range(6)]
    found = cell(taken, case)
    assert blocks_of(found, "decode_rate") == pytest.approx(dict.fromkeys(range(6), 25.0))
    assert blocks_of(found) == pytest.approx(dict.fromkeys(range(6), 3 * 51 / 2.0))
    assert cell_report(found).metrics["decode_rate"].n == 18


def test_the_condition_is_what_was_seen_not_what_was_asked() -> None:
    seen = condition_of(steady(RATES[:2]))
    assert (seen.context, seen.offload, seen.output_tokens) == (4096, 1.0, 51.0)
    assert seen.workload == DECODE.key
    unseen = condition_of(steady(RATES[:2], residency=None))
    assert (unseen.context, unseen.offload) == (4096, None)


def test_reports_need_no_numpy() -> None:
    code = "import sys, obt.measure.report; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
