"""Comparing: benchmarks with each other, cells within one, and a new one with a baseline."""

import asyncio
from collections.abc import Sequence
from itertools import combinations
from uuid import UUID

from obt.measure.catalogue import ReportedName
from obt.measure.report import MeasuredCell
from obt.measure.report.verdicts import GateReport, Verdicts, judge_gate, judge_pairs
from obt.measure.statistics.comparability import Aspect
from obt.server.benchmarks.schemas import Alike
from obt.server.benchmarks.shown import Shown
from obt.server.benchmarks.work import Work
from obt.server.core.errors import BadRequestError

MAX_PAIRS = 2_000
MAX_TOLD = 200  #: Of a report that people read; judging them takes about a second


class Comparing:
    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    async def compare(
        self, a: UUID, b: UUID, alike: Alike, metrics: Sequence[ReportedName] | None
    ) -> Verdicts:
        """Each cell of `a` with the ones of `b` that are like it; within one benchmark, each pair.

        Raises NotFoundError, BadRequestError.
        """
        ours, theirs = await self._cells(a), await self._cells(b)
        cells = ours if a == b else [*ours, *theirs]
        first = range(len(ours))
        second = first if a == b else range(len(ours), len(cells))
        pairs = [
            (i, j) for i in first for j in second if i < j and _alike(cells[i], cells[j], alike)
        ]
        if not pairs:
            raise BadRequestError("These have no cells that could be compared.")
        if len(pairs) > MAX_PAIRS:
            raise BadRequestError(f"{len(pairs)} pairs at once: {MAX_PAIRS} are possible.")
        varied: tuple[Aspect, ...] = () if "model" in alike.split(",") else ("model",)
        return await asyncio.to_thread(judge_pairs, cells, pairs, metrics, varied=varied)

    async def within(self, benchmark_id: UUID) -> Verdicts | None:
        """Its machines against each other, or its models where it has one machine. None where there
        is nothing to compare, or too much to read. Raises NotFoundError.
        """
        cells = await self._cells(benchmark_id)
        several = len({cell.client_id for cell in cells}) > 1
        alike: Alike = "model,workload" if several else "client,workload"
        pairs = [
            pair
            for pair in combinations(range(len(cells)), 2)
            if _alike(cells[pair[0]], cells[pair[1]], alike)
            and all(cells[place].samples for place in pair)
        ]
        if not pairs or len(pairs) > MAX_TOLD:
            return None
        varied: tuple[Aspect, ...] = () if several else ("model",)
        return await asyncio.to_thread(judge_pairs, cells, pairs, varied=varied)

    async def gate(
        self,
        baseline: UUID,
        new: UUID,
        tolerance: float,
        metrics: Sequence[ReportedName] | None,
        *,
        strict: bool,
    ) -> GateReport:
        """Is anything worse than before? Raises NotFoundError."""
        before, after = await self._cells(baseline), await self._cells(new)
        return await asyncio.to_thread(judge_gate, before, after, tolerance, metrics, strict=strict)

    async def _cells(self, benchmark_id: UUID) -> list[MeasuredCell]:
        row = await self._shown.row(benchmark_id)
        work = Work.model_validate(row.work)
        return (await self._shown.results.of(benchmark_id, work)).measured


def _alike(a: MeasuredCell, b: MeasuredCell, alike: Alike) -> bool:
    same = {
        "client": a.client_id == b.client_id,
        "model": a.trial.cell.model == b.trial.cell.model,
        "workload": a.trial.cell.case == b.trial.cell.case,
    }
    return all(same[part] for part in alike.split(","))
