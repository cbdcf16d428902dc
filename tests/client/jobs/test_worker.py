"""Orders late, twice and in any order; restarts in the middle; a result is told until settled."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import JsonValue
from structlog.testing import capture_logs

from obt.client.jobs.failure import failed
from obt.client.jobs.job import Job
from obt.client.jobs.journal import Journal
from obt.client.jobs.worker import MAX_RESULT, JobWorker
from obt.client.outbox import Outbox
from obt.wire.jobs import JobAssigned, JobCancel, JobRef, JobSettled, Progress
from obt.wire.operations import Benchmark, Load, Unload

JOB = UUID("00000000-0000-0000-0000-000000000001")


class Stage:
    """A worker with handlers that do what a test says. `restart` is a process that was killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.begun: list[tuple[str, bool]] = []
        self.pokes = 0
        self.gate = asyncio.Event()
        self.cleared = asyncio.Event()  #: A cancelled handler has tidied up
        self.cleared.set()
        self.outcome: Callable[[], JsonValue] = lambda: "done"
        self.running: asyncio.Task[None] | None = None
        self.start()

    def start(self) -> None:
        self.outbox = Outbox()
        handlers: Any = dict.fromkeys(("load", "unload", "benchmark"), self._handler)
        self.worker = JobWorker(self.outbox, Journal(self.path), handlers, self._job, self)
        self.running = asyncio.create_task(self.worker.run())

    async def restart(self) -> None:
        await self.stop()
        self.start()
        await self.idle()

    async def stop(self) -> None:
        if self.running is not None:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)

    def poke(self) -> None:
        self.pokes += 1

    def _job(self, order: JobAssigned, again: bool, tell: Callable[[Progress], None]) -> Job[Any]:
        self.tell = tell
        nothing: Any = None
        return Job(
            job_id=order.job_id,
            model=order.model or "",
            operation=order.operation,
            again=again,
            calls=nothing,
            folder=nothing,
            transfers=nothing,
            home=nothing,
            tell=tell,
        )

    async def _handler(self, job: Job[Any]) -> JsonValue:
        self.begun.append((job.operation.kind, job.again))
        try:
            await self.gate.wait()
        finally:
            await self.cleared.wait()
        return self.outcome()

    async def idle(self) -> None:
        """Everything that can happen by itself has happened."""
        for _ in range(10):
            await asyncio.sleep(0)

    async def assign(self, attempt: int = 1, job_id: UUID = JOB, kind: str = "load") -> None:
        operation = Load() if kind == "load" else Unload()
        order = JobAssigned(job_id=job_id, attempt=attempt, operation=operation, model="m")
        await self.worker.handle(order)
        await self.idle()

    async def cancel(self, attempt: int = 1) -> None:
        await self.worker.handle(JobCancel(job_id=JOB, attempt=attempt))
        await self.idle()

    async def settle(self, attempt: int = 1) -> None:
        await self.worker.handle(JobSettled(job_id=JOB, attempt=attempt))

    async def finish(self) -> None:
        self.gate.set()
        await self.idle()

    def told(self) -> list[str]:
        """Reports since the last look, as `finished 1 succeeded`."""
        reports = self.outbox.take_reports(100)
        return [
            f"{r.type.removeprefix('job.')} {r.attempt}"
            + (f" {r.outcome}" if r.type == "job.finished" else "")
            for r in reports
        ]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path / "jobs.jsonl")
    yield stage
    await stage.stop()


async def test_accepted_then_finished_then_forgotten(stage: Stage) -> None:
    await stage.assign()
    assert stage.told() == ["accepted 1"]
    assert stage.worker.known() == [JobRef(job_id=JOB, attempt=1)]
    await stage.finish()
    assert stage.told() == ["finished 1 succeeded"]
    assert stage.pokes == 1
    await stage.settle()
    assert stage.worker.known() == []


def full() -> JsonValue:
    raise failed("no_space", "The disk is full.")


async def test_the_log_tells_what_is_known(stage: Stage) -> None:
    stage.gate.set()
    measure = Benchmark(benchmark_id=UUID("abcdef01-0000-0000-0000-000000000001"))
    with capture_logs() as logs:
        await stage.assign()
        stage.outcome = full
        order = JobAssigned(job_id=uuid4(), attempt=1, operation=measure, model=None)
        await stage.worker.handle(order)
        await stage.idle()
    load, bench = {"kind": "load", "model": "m"}, {"kind": "benchmark", "benchmark": "abcdef01"}
    assert [{k: v for k, v in line.items() if k != "log_level"} for line in logs] == [
        {"event": "job begins", **load},
        {"event": "job ends", **load, "outcome": "succeeded"},
        {"event": "job begins", **bench},
        {"event": "job ends", **bench, "outcome": "failed", "why": "The disk is full."},
    ]


async def test_an_order_that_comes_twice_runs_once(stage: Stage) -> None:
    await stage.assign()
    await stage.assign()
    assert len(stage.begun) == 1
    await stage.finish()
    await stage.assign()
    assert len(stage.begun) == 1
    assert stage.told() == ["accepted 1", "finished 1 succeeded"]


async def test_a_newer_attempt_of_what_runs_takes_it_over(stage: Stage) -> None:
    await stage.assign()
    await stage.assign(attempt=2)
    await stage.finish()
    assert stage.begun == [("load", False)]
    assert stage.told() == ["accepted 1", "accepted 2", "finished 2 succeeded"]


async def test_a_newer_attempt_of_what_has_ended_runs_again(stage: Stage) -> None:
    await stage.assign()
    await stage.finish()
    await stage.assign(attempt=2)
    assert stage.begun == [("load", False), ("load", True)]
    await stage.settle(attempt=1)  # the server's answer to the first result comes late
    assert stage.worker.known() == [JobRef(job_id=JOB, attempt=2)]
    await stage.assign(attempt=1)
    assert len(stage.begun) == 2


async def test_cancel_stops_it(stage: Stage) -> None:
    await stage.assign()
    await stage.cancel()
    assert stage.told() == ["accepted 1", "finished 1 cancelled"]
    await stage.cancel()
    assert stage.told() == ["finished 1 cancelled"]


async def test_a_newer_attempt_of_what_is_being_cancelled_is_not_swallowed(stage: Stage) -> None:
    stage.cleared.clear()
    await stage.assign()
    await stage.cancel()
    await stage.assign(attempt=2)
    assert stage.told() == ["accepted 1"]
    stage.cleared.set()
    await stage.idle()
    assert stage.told() == ["finished 1 cancelled"]
    await stage.assign(attempt=2)
    await stage.finish()
    assert stage.told() == ["accepted 2", "finished 2 succeeded"]


async def test_cancel_before_the_first_step(stage: Stage) -> None:
    order = JobAssigned(job_id=JOB, attempt=1, operation=Load(), model="m")
    await stage.worker.handle(order)
    await stage.worker.handle(JobCancel(job_id=JOB, attempt=1))
    await stage.idle()
    assert stage.told() == ["accepted 1", "finished 1 cancelled"]
    assert stage.begun == []


async def test_cancel_of_what_is_not_known_is_answered(stage: Stage) -> None:
    await stage.cancel(attempt=3)
    assert stage.told() == ["finished 3 cancelled"]
    assert stage.worker.known() == []


async def test_cancel_of_an_older_attempt_does_not_stop_a_newer_one(stage: Stage) -> None:
    await stage.assign(attempt=2)
    await stage.cancel(attempt=1)
    await stage.finish()
    assert stage.told() == ["accepted 2", "finished 2 succeeded"]


async def test_a_result_is_told_again_on_every_link_until_settled(stage: Stage) -> None:
    await stage.assign()
    await stage.finish()
    stage.told()
    stage.worker.linked()
    assert stage.told() == ["finished 1 succeeded"]
    await stage.settle()
    stage.worker.linked()
    assert stage.told() == []


async def test_a_result_outlives_the_client(stage: Stage) -> None:
    await stage.assign()
    await stage.finish()
    await stage.restart()
    assert stage.worker.known() == [JobRef(job_id=JOB, attempt=1)]
    stage.worker.linked()
    assert stage.told() == ["finished 1 succeeded"]
    assert len(stage.begun) == 1
    await stage.settle()
    await stage.restart()
    assert stage.worker.known() == []


async def test_what_ran_when_the_client_was_stopped_goes_on(stage: Stage) -> None:
    await stage.assign(attempt=2)
    await stage.restart()
    assert stage.begun == [("load", True), ("load", True)]
    assert stage.told() == []  # nothing was said of the end of the first
    await stage.finish()
    assert stage.told() == ["finished 2 succeeded"]


async def test_failures_are_told_as_they_are(stage: Stage) -> None:
    def fail() -> JsonValue:
        raise failed("no_space", "The disk is full.")

    stage.outcome = fail
    await stage.assign()
    await stage.finish()
    *_, report = stage.outbox.take_reports(10)
    assert report.type == "job.finished"
    assert report.error is not None
    assert (report.outcome, report.error.code) == ("failed", "no_space")


async def test_a_bug_ends_its_job_and_nothing_else(stage: Stage) -> None:
    nothing: dict[str, str] = {}
    stage.outcome = lambda: nothing["x"]
    await stage.assign()
    await stage.finish()
    *_, report = stage.outbox.take_reports(10)
    assert report.type == "job.finished"
    assert report.error is not None
    assert report.error.code == "internal"
    stage.outcome = lambda: "fine"
    await stage.assign(job_id=uuid4())
    assert stage.told() == ["accepted 1", "finished 1 succeeded"]


async def test_an_answer_that_no_frame_can_carry(stage: Stage) -> None:
    stage.outcome = lambda: "x" * MAX_RESULT
    await stage.assign()
    await stage.finish()
    *_, report = stage.outbox.take_reports(10)
    assert report.type == "job.finished"
    assert report.error is not None
    assert (report.outcome, report.error.code, report.result) == ("failed", "too_big", None)


async def test_progress_of_the_present_attempt(stage: Stage) -> None:
    await stage.assign()
    stage.tell(Progress(status="one"))
    stage.tell(Progress(status="two"))
    assert stage.told() == ["accepted 1", "progress 1"]
    await stage.finish()
    assert stage.told() == ["finished 1 succeeded"]  # what waited is out of date
