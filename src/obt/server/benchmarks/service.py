"""What people wish of benchmarks."""

import asyncio
import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from obt.server.benchmarks.files import Files
from obt.server.benchmarks.intake import Intake
from obt.server.benchmarks.ports import Runs, Workloads
from obt.server.benchmarks.repository import BenchmarkRepository
from obt.server.benchmarks.schemas import BenchmarkCreate, BenchmarkCreated, BenchmarkState
from obt.server.benchmarks.shown import Shown
from obt.server.benchmarks.state import ENDED
from obt.server.benchmarks.tables import BenchmarkRow, PartRow
from obt.server.benchmarks.verdicts import Comparing
from obt.server.benchmarks.work import Work, work_of
from obt.server.core.clock import Clock
from obt.server.core.errors import ConflictError
from obt.server.core.idempotency import OtherRequestError
from obt.server.db.engine import Database
from obt.server.events.schemas import BenchmarkChanged
from obt.server.registry.registry import Registry
from obt.server.views.jobs import Job
from obt.wire.operations import Benchmark

log = structlog.get_logger("obt.server.benchmarks")
AGAIN_S = 5.0  #: After the database was away


class BenchmarkService:
    """`restore` at the start, then `run` while the server runs: it commits how benchmarks end.

    A benchmark is committed with the number of its batch before its jobs are filed: what a crash
    left without jobs gets them at the next start.
    """

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
        self.shown = Shown(db, runs)
        self.files = Files(db, self.shown, clock)
        self.comparing = Comparing(self.shown)
        self._lock = asyncio.Lock()  #: Wishes one after another
        self._stirred: asyncio.Queue[UUID] = asyncio.Queue()

    async def create(self, wish: BenchmarkCreate, key: str | None = None) -> BenchmarkCreated:
        """Raises BadRequestError, or OtherRequestError for a `key` that came with another wish."""
        fingerprint = hashlib.sha256(wish.model_dump_json().encode()).hexdigest()
        async with self._lock:
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
                batch_id=uuid4(),
                state="queued",
                finished_at=None,
                imported=False,
                key=key,
                request_hash=fingerprint if key else None,
            )
            parts = [self._part(benchmark_id, *each) for each in work.models.items()]
            async with self._db.unit() as session:
                BenchmarkRepository(session).add(row, parts)
            await self._file(row, list(work.models))
        return BenchmarkCreated(benchmark_id=benchmark_id, left_out=work.left_out)

    async def cancel(self, benchmark_id: UUID) -> None:
        """For good; what was measured stays. Raises NotFoundError, ConflictError."""
        async with self._lock:
            await self._stop(benchmark_id, "cancelled", also=("paused",))

    async def pause(self, benchmark_id: UUID) -> None:
        """Its machines are free again; `resume` goes on. Raises NotFoundError, ConflictError."""
        async with self._lock:
            await self._stop(benchmark_id, "paused")

    async def resume(self, benchmark_id: UUID) -> None:
        """Goes on with the cell where each machine stopped. Raises NotFoundError, ConflictError."""
        async with self._lock:
            row = await self.shown.row(benchmark_id)
            state = await self.shown.state(row)
            if row.imported or state not in ("paused", "failed", "cancelled"):
                raise ConflictError(f"A benchmark that is {state} has nothing to resume.")
            parts = await self.shown.parts(row)
            left = [part.client_id for part, its in parts if its != "succeeded"]
            known = [client_id for client_id in left if self._fleet.find(client_id) is not None]
            if not known:
                raise ConflictError("None of its machines that are left is known any more.")
            row.batch_id = uuid4()
            async with self._db.unit() as session:
                repository = BenchmarkRepository(session)
                await repository.restart_parts(benchmark_id, known)
                await repository.change(
                    benchmark_id, batch_id=row.batch_id, state="queued", finished_at=None
                )
            await self._file(row, known)

    async def remove(self, benchmark_id: UUID) -> None:
        """With its samples. Raises NotFoundError, or ConflictError while it goes on."""
        async with self._lock:
            row = await self.shown.row(benchmark_id)
            state = await self.shown.state(row)
            if state not in (*ENDED, "paused"):
                raise ConflictError(f"It is {state}: cancel it first.")
            async with self._db.unit() as session:
                await BenchmarkRepository(session).remove(benchmark_id)
        self.shown.results.forget(benchmark_id)
        self.tell(benchmark_id, removed=True)

    def job_ended(self, job: Job) -> None:
        """Any job did."""
        if isinstance(job.operation, Benchmark):
            self._stirred.put_nowait(job.operation.benchmark_id)

    async def restore(self) -> None:
        """At the start: what a crash came between."""
        async with self._db.reading() as session:
            rows = await BenchmarkRepository(session).open()
        for row in rows:
            if row.batch_id is not None and not await self._runs.jobs(row.batch_id):
                parts = await self.shown.parts(row)
                queued = [part.client_id for part, state in parts if state == "queued"]
                known = [client_id for client_id in queued if self._fleet.find(client_id)]
                await self._file(row, known)
            self._stirred.put_nowait(row.benchmark_id)

    async def run(self) -> None:
        while True:
            benchmark_id = await self._stirred.get()
            try:
                async with self._lock:
                    await self._settle(benchmark_id)
            except SQLAlchemyError as error:
                log.error("the database failed, trying again", error=str(error))
                await asyncio.sleep(AGAIN_S)
                self._stirred.put_nowait(benchmark_id)

    def tell(self, benchmark_id: UUID, *, removed: bool = False) -> None:
        self._fleet.bus.publish(
            lambda seq: BenchmarkChanged(seq=seq, benchmark_id=benchmark_id, removed=removed),
            key=f"benchmark {benchmark_id}",
        )

    # inside

    async def _filed_before(self, key: str, fingerprint: str) -> BenchmarkCreated | None:
        async with self._db.reading() as session:
            row = await BenchmarkRepository(session).by_key(key)
        if row is None:
            return None
        if row.request_hash != fingerprint:
            raise OtherRequestError
        left_out = Work.model_validate(row.work).left_out
        return BenchmarkCreated(benchmark_id=row.benchmark_id, left_out=left_out)

    def _part(self, benchmark_id: UUID, client_id: str, models: list[str]) -> PartRow:
        return PartRow(
            benchmark_id=benchmark_id,
            client_id=client_id,
            client_name=self._fleet.get(client_id).record.name,
            models=models,
            state="queued",
            machine=None,
            elapsed_s=0.0,
            last_at=None,
        )

    async def _file(self, row: BenchmarkRow, client_ids: Sequence[str]) -> None:
        if row.batch_id is not None and client_ids:
            await self._runs.begin(row.benchmark_id, row.batch_id, client_ids)
        self.tell(row.benchmark_id)

    async def _stop(
        self, benchmark_id: UUID, to: BenchmarkState, also: tuple[BenchmarkState, ...] = ()
    ) -> None:
        row = await self.shown.row(benchmark_id)
        state = await self.shown.state(row)
        if state not in ("queued", "running", *also):
            raise ConflictError(f"It is {state} already.")
        async with self._db.unit() as session:
            await BenchmarkRepository(session).change(benchmark_id, state=to)
        if row.batch_id is not None:
            await self._runs.cancel(row.batch_id)
        self.tell(benchmark_id)

    async def _settle(self, benchmark_id: UUID) -> None:
        """Commit how its machines ended, and with the last of them the whole."""
        async with self._db.reading() as session:
            row = await BenchmarkRepository(session).get(benchmark_id)
        if row is None:
            return
        parts = await self.shown.parts(row)
        state = await self.shown.state(row)
        async with self._db.unit() as session:
            repository = BenchmarkRepository(session)
            for part, its in parts:
                if its in ENDED and its != part.state:
                    await repository.change_part(benchmark_id, part.client_id, state=its)
            if state in ENDED:
                await repository.change(benchmark_id, state=state, finished_at=self._clock.now())
        self.tell(benchmark_id)

    def _reported(self, benchmark_id: UUID) -> None:
        self.shown.results.forget(benchmark_id)
        self.tell(benchmark_id)
