from pathlib import Path
from uuid import UUID, uuid4

import pytest

from obt.client.jobs.journal import COMPACT_AT, Entry, Journal
from obt.wire.jobs import JobAssigned, JobFinished, JobSettled
from obt.wire.operations import Create, Pull


def order(job_id: UUID | None = None) -> JobAssigned:
    return JobAssigned(job_id=job_id or uuid4(), attempt=1, operation=Pull(), model="m")


def finished(job_id: UUID) -> JobFinished:
    return JobFinished(job_id=job_id, attempt=1, outcome="succeeded", result={"size": 1})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jobs.jsonl"


def test_what_was_written_is_read(path: Path) -> None:
    begun, ended, settled = order(), order(), order()
    journal = Journal(path)
    for one in (begun, ended, settled):
        journal.begun(one, [])
    journal.ended(finished(ended.job_id), [])
    journal.settled(JobSettled(job_id=settled.job_id, attempt=1), [])
    assert Journal(path).read() == {
        begun.job_id: Entry(begun),
        ended.job_id: Entry(ended, finished(ended.job_id)),
    }


def test_a_prompt_may_hold_what_other_programs_take_for_an_end_of_line(path: Path) -> None:
    create = Create(from_model="m", system="a\u2028b\x85c")
    odd = JobAssigned(job_id=uuid4(), attempt=1, operation=create, model="m2")
    Journal(path).begun(odd, [])
    assert Journal(path).read() == {odd.job_id: Entry(odd)}


def test_without_a_file_there_is_nothing(path: Path) -> None:
    assert Journal(path).read() == {}


def test_half_a_line_of_a_killed_run_is_passed_over(path: Path) -> None:
    one = order()
    Journal(path).begun(one, [])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"what":"ended","report":{"job_i')
    journal = Journal(path)
    entries = journal.read()
    assert list(entries) == [one.job_id]
    entries[one.job_id].finished = finished(one.job_id)
    journal.ended(finished(one.job_id), entries.values())  # must not join the broken line
    assert Journal(path).read()[one.job_id].finished == finished(one.job_id)


def test_a_long_journal_is_written_anew(path: Path) -> None:
    journal, kept = Journal(path), order()
    journal.begun(kept, [Entry(kept)])
    for _ in range(COMPACT_AT):
        one = order()
        journal.begun(one, [Entry(kept), Entry(one)])
        journal.settled(JobSettled(job_id=one.job_id, attempt=1), [Entry(kept)])
    assert len(path.read_text().splitlines()) <= COMPACT_AT
    assert Journal(path).read() == {kept.job_id: Entry(kept)}


def test_a_disk_that_cannot_be_written_stops_nothing_and_is_made_good_later(tmp_path: Path) -> None:
    path = tmp_path / "later" / "jobs.jsonl"
    journal, one = Journal(path), order()
    journal.begun(one, [Entry(one)])
    path.parent.mkdir()
    journal.ended(finished(one.job_id), [Entry(one, finished(one.job_id))])
    assert Journal(path).read() == {one.job_id: Entry(one, finished(one.job_id))}
