"""What people are shown of benchmarks."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from obt.measure.report import MeasuredCell
from obt.measure.report.samples import SampleResult
from obt.measure.sample import Sample
from obt.server.benchmarks.ports import Runs
from obt.server.benchmarks.repository import BenchmarkRepository, Numbered
from obt.server.benchmarks.results import ResultBook
from obt.server.benchmarks.schemas import (
    Benchmark,
    BenchmarkState,
    BenchmarkSummary,
    Part,
    Provenance,
    TakenResult,
    TakenSample,
)
from obt.server.benchmarks.state import ENDED, kept, part_state, state_of
from obt.server.benchmarks.tables import BenchmarkRow, PartRow, SampleRow
from obt.server.benchmarks.work import Work
from obt.server.core.errors import NotFoundError
from obt.server.core.paging import decode_number, next_cursor
from obt.server.core.schemas import Page
from obt.server.db.engine import Database
from obt.server.views.jobs import Job
from obt.wire.benchmarks import Machine


class Shown:
    def __init__(self, db: Database, runs: Runs) -> None:
        self._db = db
        self._runs = runs
        self.results = ResultBook(db)

    async def page(
        self, limit: int, cursor: str | None, client_id: str | None = None
    ) -> Page[BenchmarkSummary]:
        """Newest first; of one client where it is named. Raises BadRequestError."""
        before = decode_number(cursor) if cursor else None
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            rows = await repository.page(before, limit + 1, client_id)
            shown = rows[:limit]
            counts = await repository.counts([row.benchmark_id for row in shown])
            total = await repository.count(client_id)
        items = []
        for row in shown:
            taken = sum(n for (owner, _), n in counts.items() if owner == row.benchmark_id)
            state = kept(row) if kept(row) in ENDED else await self.state(row)
            items.append(_summary(row, state, taken))
        return Page(items=items, total=total, next_cursor=next_cursor(rows, limit))

    async def get(self, benchmark_id: UUID) -> Benchmark:
        """Raises NotFoundError."""
        row = await self.row(benchmark_id)
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            parts = await repository.parts(benchmark_id)
            counts = await repository.counts([benchmark_id])
        work = Work.model_validate(row.work)
        jobs = await self.jobs(row)
        results = await self.results.of(benchmark_id, work)
        state = state_of(row, [part_state(part, jobs.get(part.client_id)) for part in parts])
        machines = {part.client_id: part.machine for part in parts if part.machine is not None}
        return Benchmark(
            **_summary(row, state, sum(counts.values())).model_dump(),
            parts=[
                _part(part, jobs.get(part.client_id), counts.get((benchmark_id, part.client_id), 0))
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
                machines={owner: Machine.model_validate(it) for owner, it in machines.items()},
                left_out=work.left_out,
                obt_version=work.obt_version,
            ),
        )

    async def measured(self, benchmark_id: UUID) -> tuple[list[MeasuredCell], BenchmarkState]:
        """What its results are made of, and where it stands. Raises NotFoundError."""
        row = await self.row(benchmark_id)
        results = await self.results.of(benchmark_id, Work.model_validate(row.work))
        return results.measured, await self.state(row)

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
        return Page(
            items=[_sample(row) for row in rows[:limit]],
            total=sum(counts.values()),
            next_cursor=next_cursor(rows, limit),
        )

    async def sample(self, benchmark_id: UUID, number: int) -> TakenSample:
        """Raises NotFoundError."""
        async with self._db.reading() as session:
            row = await BenchmarkRepository(session).sample(benchmark_id, number)
        if row is None:
            raise NotFoundError(f"The benchmark '{benchmark_id}' has no sample {number}.")
        return _sample(row)

    async def taken(self, benchmark_id: UUID, limit: int, cursor: str | None) -> Page[TakenResult]:
        """In the order they came. Raises NotFoundError, BadRequestError."""
        after = decode_number(cursor) if cursor else 0
        await self.row(benchmark_id)
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            rows = await repository.numbered(benchmark_id, after, limit + 1)
            counts = await repository.counts([benchmark_id])
        return Page(
            items=[_taken(row) for row in rows[:limit]],
            total=sum(counts.values()),
            next_cursor=next_cursor(rows, limit),
        )

    async def row(self, benchmark_id: UUID) -> BenchmarkRow:
        """Raises NotFoundError."""
        async with self._db.reading() as session:
            row = await BenchmarkRepository(session).get(benchmark_id)
        if row is None:
            raise NotFoundError(f"There is no benchmark '{benchmark_id}'.")
        return row

    async def parts(self, row: BenchmarkRow) -> list[tuple[PartRow, BenchmarkState]]:
        """Each with where it stands."""
        async with self._db.reading() as session:
            parts = await BenchmarkRepository(session).parts(row.benchmark_id)
        jobs = await self.jobs(row)
        return [(part, part_state(part, jobs.get(part.client_id))) for part in parts]

    async def state(self, row: BenchmarkRow) -> BenchmarkState:
        return state_of(row, [state for _, state in await self.parts(row)])

    async def jobs(self, row: BenchmarkRow) -> Mapping[str, Job]:
        """Of its newest batch, by client."""
        found: Sequence[Job] = []
        if row.batch_id is not None:
            found = await self._runs.jobs(row.batch_id)
        return {job.client_id: job for job in found}


def _summary(row: BenchmarkRow, state: BenchmarkState, samples: int) -> BenchmarkSummary:
    work = Work.model_validate(row.work)
    return BenchmarkSummary(
        benchmark_id=row.benchmark_id,
        name=row.name,
        created_at=row.created_at,
        state=state,
        imported=row.imported,
        clients=list(work.models),
        models=list(dict.fromkeys(name for names in work.models.values() for name in names)),
        workloads=[workload.id for workload in work.workloads],
        samples=samples,
    )


def _part(part: PartRow, job: Job | None, samples: int) -> Part:
    return Part(
        client_id=part.client_id,
        client_name=part.client_name,
        models=part.models,
        job_id=job.job_id if job else None,
        state=part_state(part, job),
        waiting_for=job.waiting_for if job else None,
        progress=job.progress if job else None,
        error=job.error if job else None,
        samples=samples,
        elapsed_s=part.elapsed_s,
    )


def _sample(row: SampleRow) -> TakenSample:
    return TakenSample(
        client_id=row.client_id, number=row.number, sample=Sample.model_validate(row.sample)
    )


def _taken(row: Numbered) -> TakenResult:
    result = SampleResult.model_validate(row.result)
    return TakenResult(
        client_id=row.client_id,
        number=row.number,
        model=row.model,
        workload=row.case,
        round=result.round,
        taken_at=result.taken_at,
        values=result.values,
        rejected=result.rejected,
    )
