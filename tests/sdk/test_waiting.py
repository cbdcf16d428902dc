"""The steps of waiting, without any I/O: what is asked for, and what is made of the answers."""

from typing import Any
from uuid import UUID

import pytest
from tests.sdk.jobs import AT, BATCH, a_job

from obt.sdk import Job, JobBatch, LogEntry, NotFoundError, ObtError, UnreachableError, calls
from obt.sdk.calls import Call
from obt.sdk.errors import from_problem
from obt.sdk.flows import Hear, Listen, Sleep, Steps
from obt.sdk.models import Page, Problem
from obt.sdk.sse import ServerEvent
from obt.sdk.waiting import follow_log, wait_all

BROKEN = UnreachableError("http://obt", "cut", sent=True)


def batch(*jobs: Job) -> JobBatch:
    return JobBatch(batch_id=BATCH, jobs=list(jobs))


def changed(job: Job, seq: int = 2) -> ServerEvent:
    data = f'{{"seq": {seq}, "type": "job.changed", "job": {job.model_dump_json()}}}'
    return ServerEvent(f"e-{seq}", "job.changed", data)


def progressed(job: Job, status: str, seq: int = 3) -> ServerEvent:
    data = f'{{"seq": {seq}, "job_id": "{job.job_id}", "progress": {{"status": "{status}"}}}}'
    return ServerEvent(f"e-{seq}", "job.progress", data)


SNAPSHOT = ServerEvent("e-1", "snapshot", "as large as the fleet, and never read")


class Waiting:
    def __init__(self, *jobs: Job) -> None:
        self.seen: list[tuple[str, str]] = []
        self.steps = Steps(wait_all([batch(*jobs)], self.told, self.contact))
        self.reply(Call, batch(*jobs))

    def contact(self, error: ObtError | None) -> None:
        self.seen.append(("server", str(error) if error else "back"))

    def told(self, job: Job) -> None:
        status = job.progress.status if job.progress else ""
        self.seen.append((job.client_id, f"{job.state} {status}".strip()))

    def reply(self, to: type, reply: Any = None) -> None:
        assert isinstance(self.steps.request, to), self.steps.request
        self.steps.succeeded(reply)

    def fail(self, to: type) -> None:
        assert isinstance(self.steps.request, to), self.steps.request
        self.steps.failed(BROKEN)

    @property
    def over(self) -> bool:
        return self.steps.request is None


def test_what_has_ended_is_not_waited_for() -> None:
    waiting = Waiting(a_job(1, "succeeded"), a_job(2, "failed"))
    assert waiting.over
    assert [job.state for job in waiting.steps.result[0].jobs] == ["succeeded", "failed"]


def test_events_tell_until_all_have_ended() -> None:
    one, two = a_job(1), a_job(2)
    waiting = Waiting(one, two)
    waiting.reply(Listen)
    waiting.reply(Hear, SNAPSHOT)
    waiting.reply(Call, batch(one, two))
    waiting.reply(Hear, ServerEvent("e-2", "client.beat", "not ours"))
    waiting.reply(Hear, changed(a_job(1, "running")))
    waiting.reply(Hear, progressed(one, "pulling"))
    waiting.reply(Hear, changed(a_job(9, "succeeded", batch_id=one.job_id)))
    waiting.reply(Hear, changed(a_job(1, "succeeded")))
    waiting.reply(Hear, changed(a_job(2, "failed")))
    assert waiting.over
    assert waiting.seen == [
        ("pc-1", "queued"),
        ("pc-2", "queued"),
        ("pc-1", "running"),
        ("pc-1", "running pulling"),
        ("pc-1", "succeeded"),
        ("pc-2", "failed"),
    ]


def test_what_ended_before_the_stream_began_is_seen() -> None:
    waiting = Waiting(a_job(1))
    waiting.reply(Listen)
    waiting.reply(Hear, SNAPSHOT)
    waiting.reply(Call, batch(a_job(1, "succeeded")))
    assert waiting.over


def test_a_broken_stream_is_resumed_where_it_broke() -> None:
    waiting = Waiting(a_job(1))
    waiting.reply(Listen)
    waiting.reply(Hear, SNAPSHOT)
    waiting.reply(Call, batch(a_job(1)))
    waiting.fail(Hear)
    waiting.reply(Sleep)
    waiting.fail(Call)  # a server that restarts
    waiting.reply(Sleep)
    waiting.reply(Call, batch(a_job(1, "running")))
    assert waiting.steps.request == Listen("e-1")
    waiting.reply(Listen)
    waiting.reply(Hear, changed(a_job(1, "succeeded")))
    assert waiting.over
    assert waiting.seen == [
        ("pc-1", "queued"),
        ("server", str(BROKEN)),
        ("pc-1", "running"),
        ("server", "back"),
        ("pc-1", "succeeded"),
    ]


def test_where_no_stream_flows_it_asks_again_and_again() -> None:
    waiting = Waiting(a_job(1))
    for _ in range(2):
        waiting.fail(Listen)
        waiting.reply(Sleep)
        waiting.reply(Call, batch(a_job(1)))
    for state in ("queued", "running", "running", "succeeded"):
        waiting.reply(Sleep)
        waiting.reply(Call, batch(a_job(1, state)))
    assert waiting.over
    assert waiting.seen == [("pc-1", "queued"), ("pc-1", "running"), ("pc-1", "succeeded")]


def test_an_event_that_makes_no_sense_is_passed_over() -> None:
    waiting = Waiting(a_job(1))
    waiting.reply(Listen)
    waiting.reply(Hear, ServerEvent("e-5", "job.changed", "{"))
    waiting.reply(Sleep)
    waiting.reply(Call, batch(a_job(1)))
    assert waiting.steps.request == Listen("e-5")


def test_a_server_that_does_not_answer_is_asked_less_and_less_often() -> None:
    waiting = Waiting(a_job(1))
    waiting.fail(Listen)
    pauses = []
    for _ in range(6):
        assert isinstance(waiting.steps.request, Sleep)
        pauses.append(waiting.steps.request.seconds)
        waiting.reply(Sleep)
        waiting.fail(Call)
    assert pauses == [1, 2, 4, 8, 10, 10]
    assert waiting.seen == [("pc-1", "queued"), ("server", str(BROKEN))]


def test_a_batch_that_is_gone_is_an_error() -> None:
    steps = Steps(wait_all([BATCH]))
    gone = from_problem(Problem(type="", title="", status=404, detail="There is no batch"))
    with pytest.raises(NotFoundError, match="no batch"):
        steps.failed(gone)


def test_several_batches_are_one_wait() -> None:
    one, other = a_job(1), a_job(2, batch_id=UUID(int=2))
    steps = Steps(wait_all([BATCH, UUID(int=2)]))
    asked: list[object] = []

    def reply(answer: object) -> None:
        asked.append(steps.request)
        steps.succeeded(answer)

    both = [batch(one), JobBatch(batch_id=other.batch_id, jobs=[other])]
    for answer in (*both, None, SNAPSHOT, *both):
        reply(answer)
    done = a_job(1, "succeeded")
    reply(changed(done))
    reply(SNAPSHOT)
    failed = a_job(2, "failed", batch_id=other.batch_id)
    reply(JobBatch(batch_id=other.batch_id, jobs=[failed]))
    first, second = calls.batch(BATCH), calls.batch(other.batch_id)
    listening = [Listen(None), Hear(), first, second]
    assert asked == [first, second, *listening, Hear(), Hear(), second]  # not what has ended
    assert [it.jobs for it in steps.result] == [[done], [failed]]


def entries(*ids: int, more: str | None = None) -> Page[LogEntry]:
    """Newest first."""
    fields: dict[str, Any] = {"kind": "client.late", "model": None, "detail": None, "job_id": None}
    items = [LogEntry(id=number, at=AT, **fields) for number in ids]
    return Page(items=items, total=9, next_cursor=more)


def test_a_log_is_followed_without_a_gap() -> None:
    told: list[int | str] = []

    def contact(error: ObtError | None) -> None:
        told.append("gone" if error else "back")

    steps = Steps(follow_log("desk", 3, lambda entry: told.append(entry.id), contact))
    for answer in (
        *(None, entries(3, 2, 1, more="x")),
        *(None, entries(7, 6, more="x"), entries(5, 4, 3, more="x")),  # more than a page
        *(None, BROKEN, None, BROKEN, None, entries(8, 7, more="x")),
    ):
        if isinstance(answer, ObtError):
            steps.failed(answer)
        else:
            steps.succeeded(answer)
    assert told == [4, 5, 6, 7, "gone", "back", 8]
    assert steps.request == Sleep(2)
