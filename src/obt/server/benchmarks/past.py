"""What earlier benchmarks measured, newest first; and a cell over time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from obt.measure.catalogue import REPORTED, ReportedName
from obt.measure.report import MeasuredCell
from obt.measure.report.cells import values_of
from obt.measure.sample import CellKey, Trial
from obt.measure.statistics.summary import summarise
from obt.server.benchmarks.fleet_schemas import CellHistory, Figure, Origin, PastPoint
from obt.server.benchmarks.intake import cases_by_key
from obt.server.benchmarks.repository import BenchmarkRepository, Stored, gather
from obt.server.benchmarks.tables import BenchmarkRow, PartRow
from obt.server.benchmarks.work import Work
from obt.server.db.engine import Database
from obt.wire.benchmarks import Machine
from obt.wire.names import same_model

NEWEST = 200  #: Benchmarks that are looked at

Key = tuple[str, CellKey]  #: Client and cell
Wanted = Callable[[str, CellKey], bool]
Change = Literal["ollama", "digest", "obt"]


@dataclass(frozen=True, slots=True)
class PastCell:
    """One cell of one benchmark."""

    row: BenchmarkRow
    client_name: str
    machine: Machine | None
    cell: MeasuredCell
    obt_version: str

    @property
    def key(self) -> Key:
        return self.cell.client_id, self.cell.trial.cell

    @property
    def counted(self) -> bool:
        return any(sample.counted for sample in self.cell.samples)

    def origin(self) -> Origin:
        trial = self.cell.trial
        return Origin(
            benchmark_id=self.row.benchmark_id,
            benchmark=self.row.name,
            measured_at=trial.started_at,
            imported=self.row.imported,
            digest=trial.digest,
            ollama_version=self.machine.ollama_version if self.machine else None,
            obt_version=self.obt_version,
        )

    def figure(self, metric: ReportedName) -> Figure | None:
        found = summarise(values_of(self.cell.samples, metric))
        if found is None:
            return None
        return Figure(
            metric=metric,
            median=found.median,
            ci_low=found.ci_low,
            ci_high=found.ci_high,
            n=found.n,
            unit=REPORTED[metric].unit,
        )


class Past:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def cells(self, wanted: Wanted, *, newest_only: bool) -> list[PastCell]:
        """Of the newest 200 benchmarks, newest first.

        `newest_only`: of each client and cell the newest that counted something, or where none
        did the newest that failed.
        """
        async with self._db.reading() as session:
            rows = await BenchmarkRepository(session).page(None, NEWEST)
        found: list[PastCell] = []
        done: set[Key] = set()
        for row in rows:
            async with self._db.reading() as session:
                repository = BenchmarkRepository(session)
                trials = {
                    key: trial
                    for key, trial in (await repository.trials(row.benchmark_id)).items()
                    if wanted(*key) and key not in done
                }
                if not trials:
                    continue
                parts = await repository.parts(row.benchmark_id)
                owners = {owner for owner, _ in trials}
                only = owners.pop() if len(owners) == 1 else None
                stored = await repository.results(row.benchmark_id, only)
            cells = await asyncio.to_thread(_read, row, trials, parts, stored)
            found += cells
            if newest_only:
                done |= {cell.key for cell in cells if cell.counted}
        return _newest(found) if newest_only else found

    async def history(self, client_id: str, model: str, workload: str) -> CellHistory:
        """Oldest first. Empty where nothing was measured."""

        def wanted(owner: str, cell: CellKey) -> bool:
            return owner == client_id and same_model(cell.model, model) and is_of(cell, workload)

        cells = await self.cells(wanted, newest_only=False)
        return await asyncio.to_thread(_history, client_id, model, cells)


def is_of(cell: CellKey, workload: str) -> bool:
    """`workload` is an id, of any version and case, or the key of one case."""
    return workload in (cell.case, cell.case.partition("@")[0])


def _newest(found: Sequence[PastCell]) -> list[PastCell]:
    best: dict[Key, PastCell] = {}
    for each in found:
        known = best.get(each.key)
        if known is None or (each.counted and not known.counted):
            best[each.key] = each
    return list(best.values())


def _read(
    row: BenchmarkRow, trials: dict[Key, Trial], parts: Sequence[PartRow], stored: Sequence[Stored]
) -> list[PastCell]:
    """Takes its time: not for the event loop."""
    work = Work.model_validate(row.work)
    cases = cases_by_key(work)
    names = {(owner, cell.model, cell.case) for owner, cell in trials}
    results = gather([it for it in stored if (it.client_id, it.model, it.case) in names])
    by_client = {part.client_id: part for part in parts}
    read = []
    for (owner, cell), trial in trials.items():
        samples = tuple(results.get((owner, cell), ()))
        machine = by_client[owner].machine
        read.append(
            PastCell(
                row=row,
                client_name=by_client[owner].client_name,
                machine=Machine.model_validate(machine) if machine is not None else None,
                cell=MeasuredCell(str(row.benchmark_id), owner, cases[cell.case], trial, samples),
                obt_version=work.obt_version,
            )
        )
    return read


def _history(client_id: str, model: str, cells: Sequence[PastCell]) -> CellHistory:
    known: dict[tuple[str, Change], str] = {}
    points = []
    for past in sorted(cells, key=lambda it: (it.cell.trial.started_at, it.row.number)):
        origin, case = past.origin(), past.cell.case
        points.append(
            PastPoint(
                **origin.model_dump(),
                workload=case.key,
                primary=case.primary,
                value=past.figure(case.primary),
                failed=past.cell.trial.failed,
                changed=_changes(known, case.key, origin),
            )
        )
    return CellHistory(client_id=client_id, model=model, points=points)


def _changes(known: dict[tuple[str, Change], str], case: str, now: Origin) -> list[Change]:
    """Against the last that was `known`, which is brought up to date: the unknown is no change."""
    told: dict[Change, str | None] = {
        "ollama": now.ollama_version,
        "digest": now.digest,
        "obt": now.obt_version,
    }
    changed: list[Change] = []
    for name, value in told.items():
        if value is None:
            continue
        if known.get((case, name), value) != value:
            changed.append(name)
        known[case, name] = value
    return changed
