from datetime import UTC, datetime
from pathlib import Path

import pytest

from obt.client.benchmarks import spool as module
from obt.client.benchmarks.spool import Spool
from obt.measure.record import Record
from obt.measure.sample import CellKey, Request, Sample, Trial
from obt.wire.benchmarks import BenchmarkReport

CELL = CellKey(model="m", case="c@1")
AT = datetime(2026, 1, 1, tzinfo=UTC)


def sample(number: int) -> BenchmarkReport:
    request = Request(record=Record(sent_ns=number))
    taken = Sample(
        cell=CELL, round=number, position=0, taken_at=AT, requests=(request,), wall_s=1.0
    )
    return BenchmarkReport(samples=[taken])


def trial(note: str) -> BenchmarkReport:
    return BenchmarkReport(
        trials=[Trial(cell=CELL, started_at=AT, options={}, think=False, notes=(note,))]
    )


def rounds(spool: Spool) -> list[int]:
    batch = spool.batch()
    return [] if batch is None else [sample.round for sample in batch.report.samples]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "benchmarks" / "one.jsonl"


def test_what_is_not_answered_survives(path: Path) -> None:
    spool = Spool(path)
    assert spool.begin() == 0
    spool.append(trial("old"))
    spool.append(trial("new"))
    spool.append(sample(1))
    spool.append(sample(2))
    again = Spool(path)
    assert again.begin() == 1
    batch = again.batch()
    assert batch is not None
    assert [it.round for it in batch.report.samples] == [1, 2]
    assert [it.notes for it in batch.report.trials] == [("new",)]


def test_what_is_answered_does_not(path: Path) -> None:
    spool = Spool(path)
    spool.begin()
    spool.append(sample(1))
    batch = spool.batch()
    assert batch is not None
    spool.append(sample(2))
    spool.answered(batch)
    assert rounds(spool) == [2]
    batch = spool.batch()
    assert batch is not None
    spool.answered(batch)
    assert spool.batch() is None
    assert spool.empty
    assert path.stat().st_size < 20
    again = Spool(path)
    assert (again.begin(), again.batch()) == (1, None)


@pytest.mark.parametrize("torn", ['{"report":{"sam', '{"begun":7', "\x00\x00"])
def test_a_torn_last_line_is_cut_off(path: Path, torn: str) -> None:
    spool = Spool(path)
    spool.begin()
    spool.append(sample(1))
    with path.open("a", encoding="utf-8") as file:
        file.write(torn)
    again = Spool(path)
    again.begin()
    again.append(sample(2))
    assert rounds(again) == [1, 2]


def test_a_line_of_another_version_is_left_out(path: Path) -> None:
    spool = Spool(path)
    spool.begin()
    with path.open("a", encoding="utf-8") as file:
        file.write('{"report":{"samples":"what"}}\n')
    again = Spool(path)
    again.begin()
    again.append(sample(3))
    assert rounds(again) == [3]


def test_reports_are_not_too_big(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SAMPLES_PER_REPORT", 3)
    spool = Spool(path)
    spool.begin()
    for number in range(7):
        spool.append(sample(number))
    sizes = []
    while (batch := spool.batch()) is not None:
        sizes.append(len(batch.report.samples))
        spool.answered(batch)
    assert sizes == [3, 3, 1]


def test_a_sample_that_is_too_big_alone_is_sent_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BATCH", 1)
    spool = Spool(path)
    spool.begin()
    spool.append(sample(1))
    spool.append(sample(2))
    assert rounds(spool) == [1]
