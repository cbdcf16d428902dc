"""The open jobs, in memory, and the one way to change a job: commit, then tell."""

import asyncio
import heapq
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from obt.server.core.clock import Clock
from obt.server.db.engine import Database
from obt.server.events.bus import Bus
from obt.server.events.schemas import JobChanged, JobProgressed
from obt.server.jobs.dispatch import Dispatch, Ticket, lane_of
from obt.server.jobs.fleet import Fleet
from obt.server.jobs.record import Record
from obt.server.jobs.repository import JobRepository
from obt.server.jobs.verdict import verdict
from obt.server.jobs.view import sentence, shown
from obt.server.views.jobs import Job
from obt.wire.jobs import Progress

RECENT = timedelta(hours=1)
RECENT_MAX = 2_000  # of ended jobs in a snapshot


@dataclass(slots=True)
class Live:
    """An open job. What is not in its record is forgotten by a restart, and told again."""

    record: Record
    progress: Progress | None = None
    accepted: bool = False  #: Its client has it
    ordered_at: float = -math.inf  #: Monotonic, of the last order sent


class Book:
    def __init__(
        self, db: Database, bus: Bus, fleet: Fleet, dispatch: Dispatch, clock: Clock
    ) -> None:
        self.dispatch = dispatch
        self.lock = asyncio.Lock()
        self.stirred = asyncio.Event()  #: Something changed: maybe a job may begin
        self.on_ended: Callable[[Job], None] = lambda _: None  #: Set once by whoever wires it
        self._db = db
        self._bus = bus
        self._fleet = fleet
        self._clock = clock
        self._live: dict[UUID, Live] = {}
        self._of: dict[str, dict[UUID, Live]] = {}
        self._ended: OrderedDict[UUID, Record] = OrderedDict()
        self._deadlines: list[tuple[float, UUID]] = []

    # reading

    def find(self, job_id: UUID) -> Live | None:
        return self._live.get(job_id)

    def of_client(self, client_id: str) -> list[Live]:
        return list(self._of.get(client_id, {}).values())

    def clients(self) -> list[str]:
        """Those with open jobs."""
        return list(self._of)

    def count(self, client_id: str) -> int:
        return len(self._of.get(client_id, ()))

    def view(self, record: Record, *, whole: bool = False) -> Job:
        live = self._live.get(record.job_id)
        if live is None:
            return shown(record, whole=whole)
        # of an open job memory knows best: a row was read a moment ago
        return shown(live.record, live.progress, self._waiting_for(live.record), whole=whole)

    def recent(self) -> list[Job]:
        """Open, or ended in the last hour; oldest first."""
        self._forget_old()
        records = [*self._ended.values(), *(live.record for live in self._live.values())]
        return [self.view(r) for r in sorted(records, key=lambda record: record.number)]

    # changing

    async def restore(self) -> None:
        """At the start."""
        async with self._db.reading() as session:
            repository = JobRepository(session)
            open_ = await repository.open()
            since = self._clock.now() - RECENT
            ended = await repository.ended_since(since, RECENT_MAX)
            verdicts = await repository.verdicts()
        # those that run hold their models, whatever was filed before them
        for record in sorted(open_, key=lambda record: record.life.state != "running"):
            self._enter(record)
        self._ended.update((record.job_id, record) for record in ended)
        for found in verdicts:
            self._fleet.checked(found.client_id, found.model, found.behind)

    def entered(self, records: Sequence[Record]) -> None:
        """New jobs, committed."""
        for record in records:
            if record.life.open:
                self._enter(record)
            else:
                self._end(record)
        self._tell(records)

    async def save(self, records: Sequence[Record], *, retry_in_s: float = 0.0) -> None:
        """Commit, then remember, then tell. `retry_in_s`: for those that run and now wait again."""
        if not records:
            return
        async with self._db.unit() as session:
            await JobRepository(session).save(records)
        for record in records:
            live = self._live.get(record.job_id)
            if live is None:
                self._ended.pop(record.job_id, None)
                if record.life.open:  # a new attempt of one that had ended
                    self._enter(record)
                else:
                    self._end(record)
            elif record.life.open:
                if live.record.life.state == "running" and record.life.state == "queued":
                    live.progress, live.accepted = None, False
                    not_before = self._clock.monotonic() + retry_in_s
                    self.dispatch.requeue(record.job_id, not_before)
                live.record = record
            else:
                self._leave(record)
        self._tell(records)

    def progressed(self, live: Live, progress: Progress) -> None:
        live.progress = progress
        job_id = live.record.job_id
        self._bus.publish(
            lambda seq: JobProgressed(seq=seq, job_id=job_id, progress=progress),
            key=f"job {job_id}",
        )

    def tell(self, live: Iterable[Live]) -> None:
        """What they wait for is something else now."""
        for each in live:
            self._publish(each.record)
        self.stirred.set()

    def overdue(self, now: float) -> list[Live]:
        """Those whose deadline passed before they began; again, until they are ended."""
        due: list[tuple[float, UUID]] = []
        while self._deadlines and self._deadlines[0][0] <= now:
            due.append(heapq.heappop(self._deadlines))
        found = [(entry, live) for entry in due if (live := self._live.get(entry[1]))]
        late = [
            (entry, live)
            for entry, live in found
            if live.record.deadline_at and live.record.life.attempts == 0
        ]
        for entry, _ in late:
            heapq.heappush(self._deadlines, entry)
        return [live for _, live in late]

    def next_due(self) -> float:
        """Monotonic; infinity = nothing by itself."""
        deadline = self._deadlines[0][0] if self._deadlines else math.inf
        return min(deadline, self.dispatch.next_due())

    # inside

    def _enter(self, record: Record) -> None:
        live = self._live[record.job_id] = Live(record)
        self._of.setdefault(record.client_id, {})[record.job_id] = live
        ticket = Ticket(
            job_id=record.job_id,
            number=record.number,
            client_id=record.client_id,
            lane=lane_of(record.operation),
            touches=record.touches,
        )
        self.dispatch.add(ticket, running=record.life.state == "running")
        if record.deadline_at is not None and record.life.attempts == 0:
            left = (record.deadline_at - self._clock.now()).total_seconds()
            due = self._clock.monotonic() + left
            heapq.heappush(self._deadlines, (due, record.job_id))

    def _leave(self, record: Record) -> None:
        del self._live[record.job_id]
        there = self._of[record.client_id]
        del there[record.job_id]
        if not there:
            del self._of[record.client_id]
        self.dispatch.remove(record.job_id)
        self._end(record)

    def _end(self, record: Record) -> None:
        self._ended[record.job_id] = record
        self._forget_old()

    def _forget_old(self) -> None:
        since = self._clock.now() - RECENT
        while self._ended:
            oldest = next(iter(self._ended.values()))
            ended_at = oldest.life.finished_at
            if len(self._ended) <= RECENT_MAX and (ended_at is None or ended_at >= since):
                break
            self._ended.popitem(last=False)

    def _tell(self, records: Sequence[Record]) -> None:
        for record in records:
            self._publish(record)
            if not record.life.open:
                self.on_ended(self.view(record))
            if found := verdict(record):
                self._fleet.checked(found.client_id, found.model, found.behind)
        for client_id in {record.client_id for record in records}:
            self._fleet.jobs_changed(client_id)
        self.stirred.set()

    def _publish(self, record: Record) -> None:
        self._bus.publish(lambda seq: JobChanged(seq=seq, job=self.view(record)))

    def _waiting_for(self, record: Record) -> str | None:
        if record.life.state != "queued":
            return None
        wait = self.dispatch.waits_for(record.job_id)
        return sentence(wait, record, self._fleet.name(record.client_id)) if wait else None
