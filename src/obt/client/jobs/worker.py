"""Keeps the jobs of this client: takes orders, runs handlers, repeats results until settled."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from pydantic import JsonValue

from obt.client.jobs.failure import JobFailedError
from obt.client.jobs.job import Handler, Job
from obt.client.jobs.journal import Entry, Journal
from obt.client.jobs.teller import Teller
from obt.client.ports import Pokeable, Reports
from obt.wire.jobs import (
    JobAccepted,
    JobAssigned,
    JobCancel,
    JobError,
    JobFinished,
    JobOrder,
    JobProgress,
    JobRef,
    JobSettled,
    Outcome,
    Progress,
)
from obt.wire.operations import Benchmark, Kind

log = structlog.get_logger("obt.client.jobs")

MAX_RESULT = 4 * 1024 * 1024  # bytes; half of what a frame may have
BUG = JobError(
    code="internal",
    message="OBT's client failed at this in a way nobody foresaw: its log says more.",
    retryable=False,
)
TOO_BIG = JobError(
    code="too_big", message="The answer is too big to be sent to the server.", retryable=False
)

MakeJob = Callable[[JobAssigned, bool, Callable[[Progress], None]], Job[Any]]


@dataclass
class _Work(Entry):
    task: asyncio.Task[None] | None = None
    started: bool = False  #: A task cancelled before its first step would say nothing
    cancelling: bool = False

    @property
    def attempt(self) -> int:
        return self.order.attempt


class JobWorker:
    """See `ports.Worker`. An order that comes twice, late, or for a newer attempt does no harm:
    a job runs at most once at a time, and what is done is reported, not done again.
    """

    def __init__(
        self,
        reports: Reports,
        journal: Journal,
        handlers: Mapping[Kind, Handler],
        make_job: MakeJob,
        sync: Pokeable,
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._reports = reports
        self._journal = journal
        self._handlers = handlers
        self._make_job = make_job
        self._sync = sync
        self._close = close
        self._works: dict[UUID, _Work] = {
            job_id: _Work(entry.order, entry.finished) for job_id, entry in journal.read().items()
        }

    def kinds(self) -> list[Kind]:
        return list(self._handlers)

    def known(self) -> list[JobRef]:
        return [JobRef(job_id=i, attempt=work.attempt) for i, work in self._works.items()]

    def linked(self) -> None:
        for work in self._works.values():
            if work.finished is not None:
                self._reports.put(work.finished)

    async def handle(self, order: JobOrder) -> None:
        work = self._works.get(order.job_id)
        match order:
            case JobAssigned():
                self._assigned(order, work)
            case JobCancel():
                self._cancelled(order, work)
            case JobSettled():
                if work and work.finished and work.attempt <= order.attempt:
                    del self._works[order.job_id]
                    self._journal.settled(order, self._works.values())

    async def run(self) -> None:
        for work in self._works.values():
            if work.finished is None and work.task is None:
                log.info("a job goes on", kind=work.order.operation.kind, model=work.order.model)
                self._begin(work, again=True)
        try:
            await asyncio.Event().wait()
        finally:
            tasks = [work.task for work in self._works.values() if work.task]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._close is not None:
                await self._close()

    def _assigned(self, order: JobAssigned, work: _Work | None) -> None:
        if work is not None and order.attempt < work.attempt:
            return
        if work is not None and work.finished is not None and order.attempt == work.attempt:
            self._reports.put(work.finished)
            return
        if work is not None and work.cancelling and work.finished is None:
            return  # what ends now is not what is wished: the server says it again
        again = work is not None or order.attempt > 1
        if work is None or work.finished is not None:
            work = self._works[order.job_id] = _Work(order)
            self._journal.begun(order, self._works.values())
            self._begin(work, again=again)
        elif order.attempt > work.attempt:  # it runs already: that serves the newer wish too
            work.order = order
            self._journal.begun(order, self._works.values())
        self._reports.put(JobAccepted(job_id=order.job_id, attempt=order.attempt))

    def _cancelled(self, order: JobCancel, work: _Work | None) -> None:
        if work is None:
            self._reports.put(
                JobFinished(job_id=order.job_id, attempt=order.attempt, outcome="cancelled")
            )
        elif work.finished is not None:
            self._reports.put(work.finished)
        elif order.attempt >= work.attempt and work.task is not None and not work.cancelling:
            work.cancelling = True
            if work.started:
                work.task.cancel()

    def _begin(self, work: _Work, *, again: bool) -> None:
        name = f"job {work.order.operation.kind} {work.order.model}"
        work.task = asyncio.create_task(self._work(work, again), name=name)

    async def _work(self, work: _Work, again: bool) -> None:
        kind, began = work.order.operation.kind, time.monotonic()
        outcome: Outcome = "failed"
        error: JobError | None = None
        result: JsonValue = None
        teller = Teller(lambda progress: self._reports.put(_progress(work, progress)))
        log.info("job begins", **_told(work))
        work.started = True
        try:
            if work.cancelling:
                raise asyncio.CancelledError
            result = await self._handlers[kind](self._make_job(work.order, again, teller.tell))
            outcome = "succeeded"
        except asyncio.CancelledError:
            if not work.cancelling:  # the client stops: the journal has it for the next start
                raise
            outcome = "cancelled"
        except JobFailedError as failure:
            error = failure.error
        except Exception:
            log.exception("job failed in a way nobody foresaw", kind=kind)
            error = BUG
        finally:
            teller.close()
        finished = JobFinished(
            job_id=work.order.job_id,
            attempt=work.attempt,
            outcome=outcome,
            error=error,
            result=result,
            duration_s=time.monotonic() - began,
        )
        self._end(work, finished)

    def _end(self, work: _Work, finished: JobFinished) -> None:
        if len(finished.model_dump_json()) > MAX_RESULT:
            finished = finished.model_copy(
                update={"outcome": "failed", "result": None, "error": TOO_BIG}
            )
        work.finished, work.task = finished, None
        self._journal.ended(finished, self._works.values())
        self._reports.put(finished)
        self._sync.poke()
        why = finished.error.message if finished.error else None
        told = {**_told(work), "outcome": finished.outcome, **({"why": why} if why else {})}
        log.info("job ends", **told)


def _told(work: _Work) -> dict[str, str]:
    """What is to be done, for the log."""
    operation, model = work.order.operation, work.order.model
    told: dict[str, str] = {"kind": operation.kind}
    if model:
        told["model"] = model
    if isinstance(operation, Benchmark):
        told["benchmark"] = str(operation.benchmark_id)[:8]
    return told


def _progress(work: _Work, progress: Progress) -> JobProgress:
    return JobProgress(job_id=work.order.job_id, attempt=work.attempt, progress=progress)
