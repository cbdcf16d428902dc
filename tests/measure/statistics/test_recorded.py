"""Verdicts on what was measured on real Ollamas: `tests/data/twins.jsonl`, by `bench.twins`.

Two nodes with the same model, and a third one whose runner was stopped for a known part of the
time, took turns on a busy machine. Each repeat draws some of their rounds, as if the benchmark had
been shorter. Telemetry and the name of the kernel were left out.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from obt.measure.report import MeasuredCell, SampleResult, cell_report, result_of
from obt.measure.report.verdicts import judge_pairs
from obt.measure.statistics.comparison import Comparison
from obt.measure.workloads import cases_of
from obt.server.benchmarks.files import read
from obt.wire.benchmark_file import BenchmarkFile

RECORDING = Path(__file__).parents[2] / "data" / "twins.jsonl"
REPEATS, ROUNDS = 100, 12
#: Of 100 intervals of 95 %, fewer than 90 cover the truth in 1 of 90 such tests.
CHANCE = 90


@cache
def recorded() -> BenchmarkFile:
    return read(RECORDING.read_bytes())


def cell(client_id: str) -> MeasuredCell:
    """All of its rounds."""
    (case,) = cases_of(recorded().workloads[0])
    (part,) = (it for it in recorded().parts if it.client_id == client_id)
    (trial,) = part.trials
    samples = tuple(result_of(sample, case, trial) for sample in part.samples)
    return MeasuredCell("recorded", client_id, case, trial, samples)


def slower(sample: SampleResult, factor: float) -> SampleResult:
    rates = tuple(rate / factor for rate in sample.values["decode_rate"])
    return sample.model_copy(update={"values": {**sample.values, "decode_rate": rates}})


def judged(a: MeasuredCell, b: MeasuredCell) -> Comparison:
    (pair,) = judge_pairs([a, b]).pairs
    return pair.comparison


def of(whole: MeasuredCell, samples: Sequence[SampleResult], name: str) -> MeasuredCell:
    return replace(whole, client_id=name, samples=tuple(samples))


def halves(client_id: str, factor: float = 1.0) -> list[Comparison]:
    """One node against itself: half of its rounds, drawn anew each time, against the others."""
    whole, found = cell(client_id), []
    for seed in range(REPEATS):
        drawn = list(whole.samples)
        random.Random(seed).shuffle(drawn)
        middle = len(drawn) // 2
        other = [slower(it, factor) for it in drawn[middle:]]
        found.append(judged(of(whole, drawn[:middle], "a"), of(whole, other, "b")))
    return found


def drawn(a: str, b: str) -> list[Comparison]:
    """One node against another, in some rounds of each."""
    one, other, found = cell(a), cell(b), []
    for seed in range(REPEATS):
        draw = random.Random(seed)
        sides = [of(it, draw.sample(it.samples, ROUNDS), it.client_id) for it in (one, other)]
        found.append(judged(*sides))
    return found


def equal(found: Sequence[Comparison]) -> int:
    return sum(it.verdict == "no_difference_shown" for it in found)


def covering(found: Sequence[Comparison], factor: float) -> int:
    return sum((it.ci_low or 0) <= factor <= (it.ci_high or 0) for it in found)


def test_the_recording_is_whole() -> None:
    for client_id in ("twin-a", "twin-b", "slowed"):
        report = cell_report(cell(client_id))
        assert report.counted >= 24
        assert report.metrics["decode_rate"].ci_low is not None
    digests = {part.trials[0].digest for part in recorded().parts}
    assert len(digests) == 1
    assert all(part.machine is not None for part in recorded().parts)


def test_two_identical_nodes_show_no_difference() -> None:
    assert equal(drawn("twin-a", "twin-b")) >= 95


@pytest.mark.parametrize("client_id", ["twin-a", "twin-b", "slowed"])
def test_a_node_does_not_differ_from_itself(client_id: str) -> None:
    assert equal(halves(client_id)) >= CHANCE


@pytest.mark.parametrize("factor", [1.25, 2.0])
def test_recorded_rounds_that_are_slowed_by_an_exact_factor_are_found(factor: float) -> None:
    found = halves("twin-a", factor)
    assert {it.verdict for it in found} == {"a_better"}
    assert covering(found, factor) >= CHANCE


def test_a_node_that_was_slowed_is_found() -> None:
    """By what its brake took, and what going on again costs on a busy machine: a few per cent."""
    (part,) = (it for it in recorded().parts if it.client_id == "slowed")
    (told,) = (found for note in part.trials[0].notes if (found := re.search(r"([\d.]+)%", note)))
    factor = 1 / (1 - float(told[1]) / 100)
    whole = judged(cell("twin-a"), cell("slowed"))
    assert whole.verdict == "a_better"
    assert factor <= (whole.ci_high or 0)
    assert (whole.ci_low or 0) <= factor * 1.05
    assert {it.verdict for it in drawn("twin-a", "slowed")} == {"a_better"}
