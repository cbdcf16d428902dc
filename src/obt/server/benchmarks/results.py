"""From stored samples to cells, off the event loop, and only again when a sample came."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from obt.measure.report import Curve, MeasuredCell, cell_report, curves_of
from obt.measure.report.cells import CellReport
from obt.server.benchmarks.intake import cases_by_key
from obt.server.benchmarks.repository import BenchmarkRepository, gather
from obt.server.benchmarks.schemas import BenchmarkCell
from obt.server.benchmarks.work import Work
from obt.server.db.engine import Database

KEPT = 20  #: Benchmarks whose cells stay in memory


@dataclass(frozen=True, slots=True)
class Results:
    measured: list[MeasuredCell]
    cells: list[BenchmarkCell]
    curves: list[Curve]


class ResultBook:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: OrderedDict[UUID, Results] = OrderedDict()
        self._revisions: dict[UUID, int] = {}

    def forget(self, benchmark_id: UUID) -> None:
        """Something new is known of it."""
        self._kept.pop(benchmark_id, None)
        self._revisions[benchmark_id] = self._revisions.get(benchmark_id, 0) + 1

    async def of(self, benchmark_id: UUID, work: Work) -> Results:
        if kept := self._kept.get(benchmark_id):
            self._kept.move_to_end(benchmark_id)
            return kept
        revision = self._revisions.get(benchmark_id, 0)
        measured = await self.measured(benchmark_id, work)
        results = await asyncio.to_thread(_results, measured)
        if revision == self._revisions.get(benchmark_id, 0):  # else it is old already
            self._kept[benchmark_id] = results
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return results

    async def measured(self, benchmark_id: UUID, work: Work) -> list[MeasuredCell]:
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            trials = await repository.trials(benchmark_id)
            stored = await repository.results(benchmark_id)
        results = await asyncio.to_thread(gather, stored)
        cases = cases_by_key(work)
        return [
            MeasuredCell(
                benchmark_id=str(benchmark_id),
                client_id=client_id,
                case=cases[cell.case],
                trial=trial,
                samples=tuple(results.get((client_id, cell), ())),
            )
            for (client_id, cell), trial in trials.items()
        ]


def _results(measured: list[MeasuredCell]) -> Results:
    cells = [_cell(cell_report(cell)) for cell in measured]
    return Results(measured, cells, list(curves_of(measured)))


def _cell(report: CellReport) -> BenchmarkCell:
    return BenchmarkCell(
        client_id=report.client_id,
        model=report.cell.model,
        workload=report.cell.case,
        n=report.counted,
        samples=report.samples,
        rejected=list(report.rejected),
        primary=report.primary,
        metrics=report.metrics,
        absent=report.absent,
        ledger=report.ledger,
        drift=report.drift,
        quality=report.quality,
        condition=report.condition,
        warmth=report.warmth,
        stopped=report.stopped,
        failed=report.failed,
        notes=list(report.notes),
    )
