from math import exp

import numpy as np
import pytest

from obt.measure.report import MeasuredCell
from obt.measure.report.verdicts import GateReport, Verdicts, judge_gate, judge_pairs
from obt.measure.validity import Residency
from tests.measure.report.factories import steady

HALF_ON_GPU = Residency(digest="d", size=1000, size_vram=500, context_length=4096)


def rates(rate: float, seed: int) -> list[float]:
    noise = np.random.default_rng(seed).normal(0, 0.01, 12)
    return [rate * exp(step) for step in noise]


DESK, LAP = steady(rates(25, 1)), steady(rates(20, 2), client_id="lap")
TWIN = steady(rates(25, 3), client_id="twin")


def test_machines_are_ranked_as_one_family() -> None:
    found = judge_pairs([DESK, LAP, TWIN])
    assert found.family == 3
    told = {(pair.a.client_id, pair.b.client_id): pair.comparison for pair in found.pairs}
    assert told["desk", "lap"].verdict == "a_better"
    assert told["desk", "lap"].ratio == pytest.approx(1.25, rel=0.02)
    assert told["lap", "twin"].verdict == "b_better"
    assert told["desk", "twin"].verdict == "no_difference_shown"
    assert told["desk", "twin"].p_holm == told["desk", "twin"].p  # The last step of Holm's
    assert Verdicts.model_validate_json(found.model_dump_json()) == found


def test_what_is_not_comparable_gets_no_verdict_and_says_why() -> None:
    half = steady(rates(12, 4), client_id="lap", residency=HALF_ON_GPU)
    assert judge_pairs([DESK, half]).pairs == ()
    (asked,) = judge_pairs([DESK, half], pairs=[(0, 1)]).pairs
    assert [one.aspect for one in asked.differences] == ["offload"]
    assert asked.comparison.verdict == "no_verdict"
    assert (
        asked.comparison.reason == "not comparable: offload: 100.0% on the GPU / 50.0% on the GPU"
    )
    (varied,) = judge_pairs([DESK, half], varied=["offload"]).pairs
    assert varied.comparison.verdict == "a_better"


def test_models_of_one_machine_share_their_rounds() -> None:
    shared = np.linspace(1, 0.7, 12)
    a = steady((np.array(rates(25, 5)) * shared).tolist())
    b = steady((np.array(rates(24, 6)) * shared).tolist(), model="llama3.2:1b")
    (found,) = judge_pairs([a, b], varied=["model"]).pairs
    assert found.comparison.paired
    assert found.comparison.verdict == "a_better"
    (apart,) = judge_pairs([a, LAP]).pairs
    assert not apart.comparison.paired


def test_other_metrics_are_of_the_same_family() -> None:
    found = judge_pairs([DESK, LAP], metrics=["decode_rate", "e2e", "client_decode_rate"])
    verdicts = {pair.metric: pair.comparison for pair in found.pairs}
    assert found.family == 2
    assert verdicts["e2e"].verdict == "a_better"
    assert verdicts["client_decode_rate"].verdict == "no_verdict"


def april(rate: float, **changes: object) -> MeasuredCell:
    return steady(rates(rate, 7), benchmark_id="april", **changes)


def gate(new: list[MeasuredCell]) -> GateReport:
    return judge_gate([DESK, LAP], new, 0.05)


def test_the_gate_passes_what_stayed_as_it_was() -> None:
    found = gate([april(25), april(20, client_id="lap")])
    assert found.outcome == "pass"
    assert [row.gate.verdict for row in found.rows] == ["passed", "passed"]
    assert GateReport.model_validate_json(found.model_dump_json()) == found


def test_the_gate_names_the_cell_that_got_worse() -> None:
    found = gate([april(25), april(16, client_id="lap"), april(9, client_id="new")])
    assert found.outcome == "fail"
    assert [(row.client_id, row.gate.verdict) for row in found.rows] == [
        ("desk", "passed"),
        ("lap", "regressed"),
    ]
    assert found.rows[1].gate.ratio == pytest.approx(0.8, rel=0.02)


def test_a_cell_that_was_not_measured_is_no_pass() -> None:
    found = gate([april(25)])
    assert found.outcome == "undecided"
    assert found.rows[1].gate.reason == "the new benchmark did not measure it"


def test_an_upgrade_may_change_the_model_but_not_the_work() -> None:
    requantized = april(25, digest="other", quantization="Q8_0", residency=HALF_ON_GPU)
    assert gate([requantized, april(20, client_id="lap")]).outcome == "pass"
    thinking = gate([april(25, think=True), april(20, client_id="lap")])
    assert thinking.rows[0].gate.verdict == "cannot_judge"
    assert [one.aspect for one in thinking.rows[0].differences] == ["think"]
