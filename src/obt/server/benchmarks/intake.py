"""What clients tell: each sample is stored once, however often it is told."""

import asyncio
from collections.abc import Callable
from statistics import median
from uuid import UUID

from obt.measure.report import SampleResult, result_of
from obt.measure.sample import CellKey, Sample
from obt.measure.workloads import Case, cases_of
from obt.server.benchmarks.repository import BenchmarkRepository, gather
from obt.server.benchmarks.tables import PartRow
from obt.server.benchmarks.work import Work
from obt.server.core.clock import Clock
from obt.server.core.errors import BadRequestError, NotFoundError
from obt.server.db.engine import Database
from obt.wire.benchmarks import (
    BenchmarkPlan,
    BenchmarkReport,
    BenchmarkStanding,
    Machine,
    Taken,
)

#: Two reports further apart than this had a break between them, which is no time of measuring.
BREAK_S = 3600.0


def cases_by_key(work: Work) -> dict[str, Case]:
    return {case.key: case for workload in work.workloads for case in cases_of(workload)}


class Intake:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self.on_report: Callable[[UUID], None] = lambda _: None  #: Set once by the service

    async def standing(self, client_id: str, benchmark_id: UUID) -> BenchmarkStanding:
        """Raises NotFoundError: it was deleted, or this client has no part in it."""
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            work, part = await self._mine(repository, client_id, benchmark_id)
            trials = await repository.trials(benchmark_id, client_id)
            stored = await repository.results(benchmark_id, client_id)
        gathered = await asyncio.to_thread(gather, stored)
        cases = cases_by_key(work)
        return BenchmarkStanding(
            plan=BenchmarkPlan(
                benchmark_id=benchmark_id,
                models=part.models,
                workloads=work.workloads,
                settings=work.settings,
                stop=work.stop,
                seed=work.seed,
                grouped=work.grouped,
            ),
            machine=None if part.machine is None else Machine.model_validate(part.machine),
            trials=list(trials.values()),
            taken=[
                _taken(cell, result, cases[cell.case])
                for (_, cell), found in gathered.items()
                for result in found
            ],
            elapsed_s=part.elapsed_s,
        )

    async def report(self, client_id: str, benchmark_id: UUID, report: BenchmarkReport) -> None:
        """Raises NotFoundError, or BadRequestError for cells that were not asked for."""
        async with self._db.unit() as session:
            repository = BenchmarkRepository(session)
            work, part = await self._mine(repository, client_id, benchmark_id)
            cases = cases_by_key(work)
            for cell in [it.cell for it in report.trials] + [it.cell for it in report.samples]:
                _check(cell, part, cases)
            await repository.put_trials(benchmark_id, client_id, report.trials)
            trials = await repository.trials(benchmark_id, client_id)
            for sample in report.samples:
                if (client_id, sample.cell) not in trials:
                    raise BadRequestError(f"A sample of '{sample.cell}' came before its trial.")

        def results() -> list[tuple[Sample, SampleResult]]:
            return [
                (it, result_of(it, cases[it.cell.case], trials[client_id, it.cell]))
                for it in report.samples
            ]

        judged = await asyncio.to_thread(results)
        async with self._db.unit() as session:
            repository = BenchmarkRepository(session)
            _, part = await self._mine(repository, client_id, benchmark_id)
            await repository.add_samples(benchmark_id, client_id, judged)
            await self._note(repository, part, report.machine)
        self.on_report(benchmark_id)

    async def _mine(
        self, repository: BenchmarkRepository, client_id: str, benchmark_id: UUID
    ) -> tuple[Work, PartRow]:
        row = await repository.get(benchmark_id)
        part = await repository.part(benchmark_id, client_id)
        if row is None or part is None:
            raise NotFoundError(f"There is no benchmark '{benchmark_id}' for '{client_id}'.")
        return Work.model_validate(row.work), part

    async def _note(
        self, repository: BenchmarkRepository, part: PartRow, machine: Machine | None
    ) -> None:
        """How long it has been measuring, and on what: the first machine told stays."""
        now = self._clock.now()
        since = (now - part.last_at).total_seconds() if part.last_at else 0.0
        kept = part.machine if machine is None else machine.model_dump(mode="json")
        await repository.change_part(
            part.benchmark_id,
            part.client_id,
            elapsed_s=part.elapsed_s + (since if 0 < since <= BREAK_S else 0.0),
            last_at=now,
            machine=part.machine or kept,
        )


def _check(cell: CellKey, part: PartRow, cases: dict[str, Case]) -> None:
    if cell.model not in part.models or cell.case not in cases:
        raise BadRequestError(f"This benchmark has no cell '{cell}' on '{part.client_id}'.")


def _taken(cell: CellKey, result: SampleResult, case: Case) -> Taken:
    values = result.values.get(case.primary, ())
    return Taken(
        cell=cell,
        round=result.round,
        counted=bool(values),
        value=median(values) if values else None,
    )
