"""What people wish of benchmarks, and what they are shown."""

import asyncio
import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid4

import obt
from obt.measure.sample import Sample
from obt.server.benchmarks.intake import Intake
from obt.server.benchmarks.ports import Runs, Workloads
from obt.server.benchmarks.repository import BenchmarkRepository
from obt.server.benchmarks.results import ResultBook
from obt.server.benchmarks.schemas import (
    Benchmark,
    BenchmarkCreate,
    BenchmarkCreated,
    BenchmarkState,
    BenchmarkSummary,
    Part,
    Provenance,
    TakenSample,
)
from obt.server.benchmarks.state import ENDED, part_state, state_of
from obt.server.benchmarks.tables import BenchmarkRow, PartRow
from obt.server.benchmarks.work import Work, work_of
from obt.server.core.clock import Clock
from obt.server.core.errors import ConflictError, NotFoundError
from obt.server.core.paging import decode_number, encode
from obt.server.core.schemas import Page
from obt.server.db.engine import Database
from obt.server.events.schemas import BenchmarkChanged
from obt.server.registry.registry import Registry
from obt.server.views.jobs import Job
from obt.wire.benchmarks import Machine
from obt.wire.operations import Benchmark as BenchmarkOperation


class BenchmarkService:
    """`run` while the server runs: it commits how benchmarks end."""

    def __init__(
        self, db: Database, fleet: Registry, runs: Runs, workloads: Workloads, clock: Clock
    ) -> None:
        self._db = db
        self._fleet = fleet
        self._runs = runs
        self._workloads = workloads
        self._clock = clock
        self.intake = Intake(db, clock)
        self.intake.on_report = self._reported
        self.results = ResultBook(db)
        self._ended: asyncio.Queue[UUID] = asyncio.Queue()

    async def create(self, wish: BenchmarkCreate, key: str | None = None) -> BenchmarkCreated:
        """Raises BadRequestError, or ConflictError for a `key` that came with another wish."""
        fingerprint = hashlib.sha256(wish.model_dump_json().encode()).hexdigest()
        if key and (before := await self._filed_before(key, fingerprint)):
            return before
        benchmark_id = uuid4()
        workloads = await self._workloads.current(wish.workloads)
        work = work_of(wish, workloads, self._fleet, seed=benchmark_id.hex[:16])
        row = BenchmarkRow(
            benchmark_id=benchmark_id,
            name=wish.name or f"{', '.join(wish.models)} · {', '.join(wish.workloads)}"[:100],
            created_at=self._clock.now(),
            work=work.model_dump(mode="json"),
            batch_id=None,
            state="queued",
            finished_at=None,
            imported=False,
            key=key,
            request_hash=fingerprint if key else None,
        )
        parts = [
            PartRow(
                benchmark_id=benchmark_id,
                client_id=client_id,
                client_name=self._fleet.get(client_id).record.name,
                models=models,
                machine=None,
                elapsed_s=0.0,
                last_at=None,
            )
            for client_id, models in work.models.items()
        ]
        async with self._db.unit() as session:
            BenchmarkRepository(session).add(row, parts)
        await self._begin(benchmark_id, list(work.models))
        return BenchmarkCreated(benchmark_id=benchmark_id, left_out=work.left_out)

    async def page(self, limit: int, cursor: str | None) -> Page[BenchmarkSummary]:
        """Newest first. Raises BadRequestError."""
        before = decode_number(cursor) if cursor else None
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            rows = await repository.page(before, limit + 1)
            shown = rows[:limit]
            counts = await repository.counts([row.benchmark_id for row in shown])
            total = await repository.count()
        items = []
        for row in shown:
            taken = sum(n for (owner, _), n in counts.items() if owner == row.benchmark_id)
            items.append(_summary(row, await self._jobs(row), taken))
        more = encode(str(shown[-1].number)) if len(rows) > limit else None
        return Page(items=items, total=total, next_cursor=more)

    async def get(self, benchmark_id: UUID) -> Benchmark:
        """Raises NotFoundError."""
        row, parts, counts = await self._read(benchmark_id)
        work = Work.model_validate(row.work)
        jobs = {job.client_id: job for job in await self._jobs(row)}
        results = await self.results.of(benchmark_id, work)
        summary = _summary(row, list(jobs.values()), sum(counts.values()))
        return Benchmark(
            **summary.model_dump(),
            parts=[
                _part(part, row.state, jobs.get(part.client_id), counts.get(part.client_id, 0))
                for part in parts
            ],
            cells=results.cells,
            curves=results.curves,
            provenance=Provenance(
                workloads=work.workloads,
                settings=work.settings,
                stop=work.stop,
                seed=work.seed,
                grouped=work.grouped,
                machines={
                    part.client_id: Machine.model_validate(part.machine)
                    for part in parts
                    if part.machine is not None
                },
                left_out=work.left_out,
                obt_version=obt.__version__,
            ),
        )

    async def row(self, benchmark_id: UUID) -> BenchmarkRow:
        """Raises NotFoundError."""
        async with self._db.reading() as session:
            row = await BenchmarkRepository(session).get(benchmark_id)
        if row is None:
            raise NotFoundError(f"There is no benchmark '{benchmark_id}'.")
        return row

    async def samples(
        self, benchmark_id: UUID, limit: int, cursor: str | None
    ) -> Page[TakenSample]:
        """In the order they came. Raises NotFoundError, BadRequestError."""
        after = decode_number(cursor) if cursor else 0
        await self.row(benchmark_id)
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            rows = await repository.samples(benchmark_id, after, limit + 1)
            counts = await repository.counts([benchmark_id])
        shown = rows[:limit]
        more = encode(str(shown[-1].number)) if len(rows) > limit else None
        items = [
            TakenSample(
                client_id=row.client_id, number=row.number, sample=Sample.model_validate(row.sample)
            )
            for row in shown
        ]
        return Page(items=items, total=sum(counts.values()), next_cursor=more)

    async def cancel(self, benchmark_id: UUID) -> None:
        """For good; what was measured stays. Raises NotFoundError, ConflictError."""
        await self._stop(benchmark_id, "cancelled", also=("paused",))

    async def pause(self, benchmark_id: UUID) -> None:
        """Its machines are free again; `resume` goes on. Raises NotFoundError, ConflictError."""
        await self._stop(benchmark_id, "paused")

    async def resume(self, benchmark_id: UUID) -> None:
        """Goes on with the cell where each machine stopped. Raises NotFoundError, ConflictError."""
        row = await self.row(benchmark_id)
        jobs = await self._jobs(row)
        state = state_of(_state(row), jobs)
        if row.imported or state not in ("paused", "failed", "cancelled"):
            raise ConflictError(f"A benchmark that is {state} has nothing to resume.")
        done = {job.client_id for job in jobs if job.state == "succeeded"}
        left = [client for client in Work.model_validate(row.work).models if client not in done]
        known = [client for client in left if self._fleet.find(client) is not None]
        if not known:
            raise ConflictError("None of its machines is known any more.")
        await self._begin(benchmark_id, known)

    async def remove(self, benchmark_id: UUID) -> None:
        """With its samples. Raises NotFoundError, or ConflictError while it goes on."""
        row = await self.row(benchmark_id)
        state = state_of(_state(row), await self._jobs(row))
        if state not in ENDED and state != "paused":
            raise ConflictError(f"It is {state}: cancel it first.")
        async with self._db.unit() as session:
            await BenchmarkRepository(session).remove(benchmark_id)
        self._tell(benchmark_id, removed=True)

    def job_ended(self, job: Job) -> None:
        """Any job did."""
        if isinstance(job.operation, BenchmarkOperation):
            self._ended.put_nowait(job.operation.benchmark_id)

    async def run(self) -> None:
        while True:
            await self._settle(await self._ended.get())

    # inside

    async def _filed_before(self, key: str, fingerprint: str) -> BenchmarkCreated | None:
        async with self._db.reading() as session:
            row = await BenchmarkRepository(session).by_key(key)
        if row is None:
            return None
        if row.request_hash != fingerprint:
            raise ConflictError(
                "This Idempotency-Key came before with another request. A new wish needs a new key."
            )
        left_out = Work.model_validate(row.work).left_out
        return BenchmarkCreated(benchmark_id=row.benchmark_id, left_out=left_out)

    async def _begin(self, benchmark_id: UUID, client_ids: Sequence[str]) -> None:
        batch_id = await self._runs.begin(benchmark_id, client_ids)
        async with self._db.unit() as session:
            await BenchmarkRepository(session).change(
                benchmark_id, batch_id=batch_id, state="queued", finished_at=None
            )
        self._tell(benchmark_id)

    async def _stop(
        self, benchmark_id: UUID, to: BenchmarkState, also: tuple[BenchmarkState, ...] = ()
    ) -> None:
        row = await self.row(benchmark_id)
        state = state_of(_state(row), await self._jobs(row))
        if state not in ("queued", "running", *also):
            raise ConflictError(f"It is {state} already.")
        async with self._db.unit() as session:
            await BenchmarkRepository(session).change(benchmark_id, state=to)
        if row.batch_id is not None:
            await self._runs.cancel(row.batch_id)
        self._tell(benchmark_id)

    async def _settle(self, benchmark_id: UUID) -> None:
        """One of its jobs has ended: perhaps it has."""
        async with self._db.reading() as session:
            row = await BenchmarkRepository(session).get(benchmark_id)
        if row is None:
            return
        state = state_of(_state(row), await self._jobs(row))
        if state in ENDED:
            async with self._db.unit() as session:
                await BenchmarkRepository(session).change(
                    benchmark_id, state=state, finished_at=self._clock.now()
                )
        self._tell(benchmark_id)

    async def _jobs(self, row: BenchmarkRow) -> Sequence[Job]:
        return await self._runs.jobs(row.batch_id) if row.batch_id is not None else []

    async def _read(self, benchmark_id: UUID) -> tuple[BenchmarkRow, list[PartRow], dict[str, int]]:
        row = await self.row(benchmark_id)
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            parts = await repository.parts(benchmark_id)
            counts = await repository.counts([benchmark_id])
        return row, parts, {client_id: n for (_, client_id), n in counts.items()}

    def _reported(self, benchmark_id: UUID) -> None:
        self.results.forget(benchmark_id)
        self._tell(benchmark_id)

    def _tell(self, benchmark_id: UUID, *, removed: bool = False) -> None:
        self._fleet.bus.publish(
            lambda seq: BenchmarkChanged(seq=seq, benchmark_id=benchmark_id, removed=removed),
            key=f"benchmark {benchmark_id}",
        )


def _state(row: BenchmarkRow) -> BenchmarkState:
    state: BenchmarkState = row.state  # type: ignore[assignment] # written by this slice only
    return state


def _summary(row: BenchmarkRow, jobs: Sequence[Job], samples: int) -> BenchmarkSummary:
    work = Work.model_validate(row.work)
    return BenchmarkSummary(
        benchmark_id=row.benchmark_id,
        name=row.name,
        created_at=row.created_at,
        state=state_of(_state(row), jobs),
        imported=row.imported,
        clients=list(work.models),
        models=list(dict.fromkeys(name for names in work.models.values() for name in names)),
        workloads=[workload.id for workload in work.workloads],
        samples=samples,
    )


def _part(part: PartRow, kept: str, job: Job | None, samples: int) -> Part:
    return Part(
        client_id=part.client_id,
        client_name=part.client_name,
        models=part.models,
        job_id=job.job_id if job else None,
        state=part_state(kept, job),  # type: ignore[arg-type] # written by this slice only
        waiting_for=job.waiting_for if job else None,
        progress=job.progress if job else None,
        error=job.error if job else None,
        samples=samples,
        elapsed_s=part.elapsed_s,
    )
