"""What people wish of jobs.

Everything that changes a job, here and at the desk, holds the book's lock from reading it to
committing it, and leaves orders and events until that is committed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from obt.server.core.clock import Clock
from obt.server.core.errors import ConflictError, NotFoundError
from obt.server.db.engine import Database
from obt.server.jobs import filing, lifecycle
from obt.server.jobs.book import Book
from obt.server.jobs.fleet import Fleet
from obt.server.jobs.orders import Orders
from obt.server.jobs.record import Record
from obt.server.jobs.repository import JobRepository
from obt.server.jobs.rules import Rules
from obt.server.jobs.schemas import JobBatch, JobsCreate
from obt.server.views.jobs import Job
from obt.wire.operations import Benchmark, Operation


class JobService:
    def __init__(
        self, db: Database, book: Book, orders: Orders, fleet: Fleet, clock: Clock, rules: Rules
    ) -> None:
        self._db = db
        self._book = book
        self._orders = orders
        self._fleet = fleet
        self._clock = clock
        self._rules = rules

    async def create(self, wish: JobsCreate, key: str | None = None) -> JobBatch:
        """File a batch; with a `key` seen before, answer with the batch filed then.

        Raises:
            BadRequestError: naming each thing wrong.
            OtherRequestError: that key came with another request.
        """
        async with self._book.lock:
            async with self._db.unit() as session:
                repository = JobRepository(session)
                if key and (batch_id := await filing.filed_before(repository, key, wish)):
                    return self._batch(batch_id, await repository.batch(batch_id))
                filing.check(wish, self._fleet)
                made = filing.records(wish, self._fleet, self._clock, self._rules.retries)
                made = [self._orders.unless_too_old(record) for record in made]
                filed = await repository.add(made)
                if key:
                    filing.remember(repository, key, wish, filed)
            self._book.entered(filed)
        return self._batch(filed[0].batch_id, filed)

    async def begin(self, batch_id: UUID, operation: Operation, client_ids: Sequence[str]) -> None:
        """What another slice wishes, already checked: a job on each client."""
        at, retries = self._clock.now(), self._rules.retries
        async with self._book.lock:
            made = [
                filing.new(operation, client_id, None, batch_id, at, retries)
                for client_id in client_ids
            ]
            made = [self._orders.unless_too_old(record) for record in made]
            async with self._db.unit() as session:
                filed = await JobRepository(session).add(made)
            self._book.entered(filed)

    async def cancel(self, job_id: UUID) -> Job:
        """Raises NotFoundError, or ConflictError when it has ended otherwise."""
        async with self._book.lock:
            await self._cancel([await self._find(job_id)])
        return self._book.view(await self._find(job_id))

    async def cancel_batch(self, batch_id: UUID) -> JobBatch:
        """What has ended stays as it is. Raises NotFoundError."""
        async with self._book.lock:
            records = await self._records(batch_id)
            await self._cancel([record for record in records if record.life.open])
        return await self.batch(batch_id)

    async def retry(self, job_id: UUID) -> Job:
        """Raises NotFoundError, or ConflictError when there is nothing to retry."""
        async with self._book.lock:
            await self._retry([await self._find(job_id)])
        return self._book.view(await self._find(job_id))

    async def retry_batch(self, batch_id: UUID) -> JobBatch:
        """Those that failed or were lost. Raises NotFoundError, ConflictError."""
        async with self._book.lock:
            records = await self._records(batch_id)
            await self._retry([r for r in records if r.life.state in ("failed", "lost")])
        return await self.batch(batch_id)

    async def get(self, job_id: UUID) -> Job:
        """With its result, however large. Raises NotFoundError."""
        return self._book.view(await self._find(job_id), whole=True)

    async def batch(self, batch_id: UUID) -> JobBatch:
        """Raises NotFoundError."""
        return self._batch(batch_id, await self._records(batch_id))

    async def _find(self, job_id: UUID) -> Record:
        if live := self._book.find(job_id):
            return live.record
        async with self._db.reading() as session:
            record = await JobRepository(session).get(job_id)
        if record is None:
            raise NotFoundError(f"There is no job '{job_id}'.")
        return record

    async def _records(self, batch_id: UUID) -> list[Record]:
        async with self._db.reading() as session:
            records = await JobRepository(session).batch(batch_id)
        if not records:
            raise NotFoundError(f"There is no batch '{batch_id}'.")
        return records

    def _batch(self, batch_id: UUID, records: Iterable[Record]) -> JobBatch:
        return JobBatch(batch_id=batch_id, jobs=[self._book.view(record) for record in records])

    async def _cancel(self, records: list[Record]) -> None:
        at = self._clock.now()
        try:
            lives = [lifecycle.cancel(record.life, at) for record in records]
        except lifecycle.IllegalTransitionError as error:
            raise ConflictError(str(error)) from error
        changed = [r.living(new) for r, new in zip(records, lives, strict=True) if new != r.life]
        await self._book.save(changed)
        for record in records:
            if (live := self._book.find(record.job_id)) and live.record.life.cancelling:
                self._orders.send(live)

    async def _retry(self, records: list[Record]) -> None:
        for record in records:
            if isinstance(record.operation, Benchmark):  # it has a state of its own, and a plan
                raise ConflictError("It is a machine's part in a benchmark: resume the benchmark.")
            if not self._fleet.known(record.client_id):
                raise ConflictError(f"The client '{record.client_id}' was forgotten.")
        try:
            lives = [lifecycle.retry(record.life, self._rules.retries) for record in records]
        except lifecycle.IllegalTransitionError as error:
            raise ConflictError(str(error)) from error
        again = [
            replace(record, deadline_at=None, life=life)
            for record, life in zip(records, lives, strict=True)
        ]
        await self._book.save([self._orders.unless_too_old(record) for record in again])
