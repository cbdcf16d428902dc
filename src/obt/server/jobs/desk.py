"""Where clients and jobs meet: what clients say of jobs, and the loop that sends them out."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NoReturn
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from obt.server.core.clock import Clock
from obt.server.db.engine import Database
from obt.server.jobs import lifecycle, words
from obt.server.jobs.book import Book, Live
from obt.server.jobs.fleet import Fleet
from obt.server.jobs.orders import Orders
from obt.server.jobs.record import Record
from obt.server.jobs.repository import JobRepository
from obt.server.jobs.rules import Rules
from obt.server.views.jobs import Job
from obt.wire.jobs import JobAccepted, JobCancel, JobFinished, JobProgress, JobRef, JobReport
from obt.wire.operations import Transfer

log = structlog.get_logger()
SWEEP_S = 5.0  # between two looks at who is silent; everything else wakes the loop
RESEND_S = 15.0  # an order is answered at once; over REST a lost reply takes orders with it
PRUNE_S = 3600.0
AGAIN_S = 1.0  # after the database was away


class Desk:
    """See `registry.ports.JobDesk` for what the rooms below ask of it."""

    def __init__(
        self, db: Database, book: Book, orders: Orders, fleet: Fleet, clock: Clock, rules: Rules
    ) -> None:
        self._db = db
        self._book = book
        self._orders = orders
        self._fleet = fleet
        self._clock = clock
        self._rules = rules
        self._connected: dict[str, bool] = {}
        self._sweep_at = self._prune_at = clock.monotonic()

    # what clients say

    async def linked(self, client_id: str, kinds: Sequence[str], jobs: Sequence[JobRef]) -> None:
        self._orders.learn(client_id, kinds)
        known = {ref.job_id: ref.attempt for ref in jobs}
        async with self._book.lock:
            here = {live.record.job_id: live for live in self._running(client_id)}
            now_too_old = [self._orders.unless_too_old(live.record) for live in here.values()]
            await self._book.save([record for record in now_too_old if not record.life.open])
            for job_id, attempt in known.items():
                if self._book.find(job_id) is None or job_id not in here:
                    self._orders.stop(client_id, JobCancel(job_id=job_id, attempt=attempt))
            for live in self._running(client_id):
                life = live.record.life
                live.accepted = known.get(live.record.job_id) == life.attempts
                if life.cancelling or not live.accepted:
                    self._orders.send(live)
            self._reconnected(client_id)

    async def report(self, client_id: str, report: JobReport) -> None:
        live = self._present(client_id, report)
        match report:
            case JobFinished():
                if live is not None:
                    await self._finish(report)
                self._orders.settle(client_id, report)
            case JobAccepted() | JobProgress() if live is None:
                stop = JobCancel(job_id=report.job_id, attempt=report.attempt)
                self._orders.stop(client_id, stop)
            case JobAccepted() if live is not None:
                live.accepted = True
            case JobProgress() if live is not None:
                live.accepted = True
                self._book.progressed(live, report.progress)

    async def forgotten(self, client_id: str) -> None:
        async with self._book.lock:
            at, error = self._clock.now(), words.forgotten(self._fleet.name(client_id))
            await self._book.save(
                [
                    live.record.living(lifecycle.lose(live.record.life, at, error))
                    for live in self._book.of_client(client_id)
                ]
            )
        self._orders.forget(client_id)
        self._connected.pop(client_id, None)

    def open_jobs(self, client_id: str) -> int:
        return self._book.count(client_id)

    def recent(self) -> list[Job]:
        return self._book.recent()

    def transfer(self, client_id: str, job_id: UUID) -> tuple[str, str] | None:
        live = self._book.find(job_id)
        if live is None or live.record.client_id != client_id or live.record.model is None:
            return None
        operation = live.record.operation
        if live.record.life.state != "running" or not isinstance(operation, Transfer):
            return None
        return operation.source_client_id, live.record.model

    def measuring(self, client_id: str) -> bool:
        return any(live.record.kind == "benchmark" for live in self._running(client_id))

    # the loop

    async def run(self) -> NoReturn:
        while True:
            self._book.stirred.clear()
            try:
                wait_s = await self.tick()
            except SQLAlchemyError as error:
                log.error("jobs wait for the database", error=str(error))
                await asyncio.sleep(AGAIN_S)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._book.stirred.wait()

    async def tick(self) -> float:
        """Do what is due. Returns seconds until something is due by itself."""
        async with self._book.lock:
            now, at = self._clock.monotonic(), self._clock.now()
            late = [live.record for live in self._book.overdue(now)]
            await self._book.save(
                [r.living(lifecycle.refuse(r.life, at, words.DEADLINE)) for r in late]
            )
            if now >= self._sweep_at:
                self._sweep_at = now + SWEEP_S
                await self._sweep(now)
            await self._begin(now)
        return max(0.0, min(self._book.next_due(), self._sweep_at) - self._clock.monotonic())

    async def _begin(self, now: float) -> None:
        at = self._clock.now()
        taken = [self._live(ticket.job_id) for ticket in self._book.dispatch.take(now)]
        begun = [self._orders.unless_too_old(live.record) for live in taken]
        begun = [
            record.living(lifecycle.assign(record.life, at)) if record.life.open else record
            for record in begun
        ]
        try:
            await self._book.save(begun)
        except SQLAlchemyError:
            for live in taken:
                self._book.dispatch.requeue(live.record.job_id, now)
            raise
        for live in taken:
            if live.record.life.state == "running":
                self._orders.send(live)

    async def _sweep(self, now: float) -> None:
        lost: list[Record] = []
        for client_id in self._book.clients():
            connected = self._fleet.connected(client_id)
            if connected != self._connected.get(client_id):
                self._reconnected(client_id)
            silent_s = self._fleet.silent_s(client_id)
            if not connected and silent_s >= self._rules.lost_after_s:
                error = words.lost(self._fleet.name(client_id), silent_s)
                for live in self._running(client_id):
                    life = lifecycle.lose(live.record.life, self._clock.now(), error)
                    lost.append(live.record.living(life))
            elif connected:
                for live in self._running(client_id):
                    unanswered = live.record.life.cancelling or not live.accepted
                    if unanswered and now - live.ordered_at >= RESEND_S:
                        self._orders.send(live)
        await self._book.save(lost)
        if now >= self._prune_at:
            self._prune_at = now + PRUNE_S
            async with self._db.unit() as session:
                kept = timedelta(days=self._rules.history_days)
                await JobRepository(session).prune(self._clock.now() - kept)

    # inside

    def _live(self, job_id: UUID) -> Live:
        live = self._book.find(job_id)
        assert live is not None  # noqa: S101 - book and dispatch hold the same jobs
        return live

    def _running(self, client_id: str) -> Iterator[Live]:
        for live in self._book.of_client(client_id):
            if live.record.life.state == "running":
                yield live

    def _present(self, client_id: str, report: JobReport) -> Live | None:
        """The job, if this is about the attempt that runs there now."""
        live = self._book.find(report.job_id)
        if live is None or live.record.client_id != client_id:
            return None
        life = live.record.life
        return live if life.state == "running" and life.attempts == report.attempt else None

    async def _finish(self, told: JobFinished) -> None:
        async with self._book.lock:
            live = self._book.find(told.job_id)
            if live is None:
                return
            life = lifecycle.report(live.record.life, told, self._clock.now())
            if life != live.record.life:
                retry_in_s = self._rules.backoff_s(life.retries_left)
                await self._book.save([live.record.living(life)], retry_in_s=retry_in_s)

    def _reconnected(self, client_id: str) -> None:
        """Or disconnected: what its queued jobs wait for is something else now."""
        connected = self._connected[client_id] = self._fleet.connected(client_id)
        self._book.dispatch.wake(client_id)
        for live in self._running(client_id):
            if live.progress and live.progress.rate is not None and not connected:
                unknown = {"rate": None, "eta_s": None}
                self._book.progressed(live, live.progress.model_copy(update=unknown))
        queued = [j for j in self._book.of_client(client_id) if j.record.life.state == "queued"]
        self._book.tell(queued)
