"""Every query of the benchmarks slice."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from obt.measure.report import SampleResult
from obt.measure.sample import CellKey, Sample, Trial
from obt.server.benchmarks.tables import BenchmarkRow, PartRow, SampleRow, TrialRow


class Stored(NamedTuple):
    """A sample's result as the database has it."""

    client_id: str
    model: str
    case: str
    result: dict[str, Any]


def gather(stored: Sequence[Stored]) -> dict[tuple[str, CellKey], list[SampleResult]]:
    """By client and cell, in the order given. Takes its time: not for the event loop."""
    gathered: dict[tuple[str, CellKey], list[SampleResult]] = {}
    for each in stored:
        key = (each.client_id, CellKey(model=each.model, case=each.case))
        gathered.setdefault(key, []).append(SampleResult.model_validate(each.result))
    return gathered


class Numbered(NamedTuple):
    """A sample's result under the number that the sample has."""

    number: int
    client_id: str
    model: str
    case: str
    result: dict[str, Any]


class BenchmarkRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    # benchmarks

    def add(self, row: BenchmarkRow, parts: Sequence[PartRow]) -> None:
        self._session.add_all([row, *parts])

    async def get(self, benchmark_id: UUID) -> BenchmarkRow | None:
        found = select(BenchmarkRow).where(BenchmarkRow.benchmark_id == benchmark_id)
        return await self._session.scalar(found)

    async def by_key(self, key: str) -> BenchmarkRow | None:
        return await self._session.scalar(select(BenchmarkRow).where(BenchmarkRow.key == key))

    async def change(self, benchmark_id: UUID, **values: Any) -> None:
        changed = update(BenchmarkRow).where(BenchmarkRow.benchmark_id == benchmark_id)
        await self._session.execute(changed.values(**values))

    async def remove(self, benchmark_id: UUID) -> None:
        """With its parts, trials and samples."""
        mine = delete(BenchmarkRow).where(BenchmarkRow.benchmark_id == benchmark_id)
        await self._session.execute(mine)

    async def page(
        self, before: int | None, limit: int, client_id: str | None = None
    ) -> list[BenchmarkRow]:
        """Newest first, older than number `before`."""
        found = select(BenchmarkRow).where(*_with(client_id))
        if before is not None:
            found = found.where(BenchmarkRow.number < before)
        rows = await self._session.scalars(found.order_by(BenchmarkRow.number.desc()).limit(limit))
        return list(rows)

    async def open(self) -> list[BenchmarkRow]:
        """Neither ended nor paused, as far as was committed."""
        found = select(BenchmarkRow).where(BenchmarkRow.state.in_(("queued", "running")))
        return list(await self._session.scalars(found))

    async def count(self, client_id: str | None) -> int:
        counted = select(func.count()).select_from(BenchmarkRow).where(*_with(client_id))
        return await self._session.scalar(counted) or 0

    # parts

    async def parts(self, benchmark_id: UUID) -> list[PartRow]:
        found = select(PartRow).where(PartRow.benchmark_id == benchmark_id)
        return list(await self._session.scalars(found.order_by(PartRow.client_name)))

    async def part(self, benchmark_id: UUID, client_id: str) -> PartRow | None:
        return await self._session.get(PartRow, (benchmark_id, client_id))

    async def restart_parts(self, benchmark_id: UUID, client_ids: Sequence[str]) -> None:
        """They wait for their turn again; a pause was no time of measuring."""
        mine = (PartRow.benchmark_id == benchmark_id, PartRow.client_id.in_(client_ids))
        await self._session.execute(
            update(PartRow).where(*mine).values(state="queued", last_at=None)
        )

    async def change_part(self, benchmark_id: UUID, client_id: str, **values: Any) -> None:
        mine = (PartRow.benchmark_id == benchmark_id, PartRow.client_id == client_id)
        await self._session.execute(update(PartRow).where(*mine).values(**values))

    # trials and samples

    async def put_trials(self, benchmark_id: UUID, client_id: str, trials: Sequence[Trial]) -> None:
        """A later one of a cell replaces the earlier one."""
        for trial in trials:
            values = {
                "benchmark_id": benchmark_id,
                "client_id": client_id,
                "model": trial.cell.model,
                "case": trial.cell.case,
                "trial": trial.model_dump(mode="json"),
            }
            statement = self._insert()(TrialRow).values(**values)
            keys = ["benchmark_id", "client_id", "model", "case"]
            await self._session.execute(
                statement.on_conflict_do_update(keys, set_={"trial": values["trial"]})
            )

    async def add_samples(
        self, benchmark_id: UUID, client_id: str, samples: Sequence[tuple[Sample, SampleResult]]
    ) -> int:
        """Those that are not there yet. Returns how many were new."""
        new = 0
        for sample, result in samples:
            statement = self._insert()(SampleRow).values(
                benchmark_id=benchmark_id,
                client_id=client_id,
                model=sample.cell.model,
                case=sample.cell.case,
                round=sample.round,
                taken_at=sample.taken_at,
                sample=sample.model_dump(mode="json"),
                result=result.model_dump(mode="json"),
            )
            stored = await self._session.scalar(
                statement.on_conflict_do_nothing().returning(SampleRow.number)
            )
            new += stored is not None
        return new

    async def trials(
        self, benchmark_id: UUID, client_id: str | None = None
    ) -> dict[tuple[str, CellKey], Trial]:
        """By client and cell; of one client only, where one is named."""
        found = select(TrialRow).where(TrialRow.benchmark_id == benchmark_id)
        if client_id is not None:
            found = found.where(TrialRow.client_id == client_id)
        rows = await self._session.scalars(found.order_by(TrialRow.model, TrialRow.case))
        read = ((row.client_id, Trial.model_validate(row.trial)) for row in rows)
        return {(owner, trial.cell): trial for owner, trial in read}

    async def results(self, benchmark_id: UUID, client_id: str | None = None) -> list[Stored]:
        """In order of the rounds, not read yet: there may be many (`gather` does)."""
        columns = (SampleRow.client_id, SampleRow.model, SampleRow.case, SampleRow.result)
        found = select(*columns).where(SampleRow.benchmark_id == benchmark_id)
        if client_id is not None:
            found = found.where(SampleRow.client_id == client_id)
        rows = await self._session.execute(found.order_by(SampleRow.round))
        return [Stored(*row) for row in rows]

    async def samples(
        self,
        benchmark_id: UUID,
        after: int = 0,
        limit: int | None = None,
        *,
        last: int | None = None,
        client_id: str | None = None,
    ) -> list[SampleRow]:
        """As they came, after number `after` and up to `last`; of one client, if one is named."""
        mine = (SampleRow.benchmark_id == benchmark_id, SampleRow.number > after)
        found = select(SampleRow).where(*mine).order_by(SampleRow.number).limit(limit)
        if last is not None:
            found = found.where(SampleRow.number <= last)
        if client_id is not None:
            found = found.where(SampleRow.client_id == client_id)
        return list(await self._session.scalars(found))

    async def last_sample(self, benchmark_id: UUID) -> int:
        """The number of the newest one; 0 without any."""
        found = select(func.max(SampleRow.number)).where(SampleRow.benchmark_id == benchmark_id)
        return await self._session.scalar(found) or 0

    async def sample(self, benchmark_id: UUID, number: int) -> SampleRow | None:
        mine = (SampleRow.benchmark_id == benchmark_id, SampleRow.number == number)
        found: SampleRow | None = await self._session.scalar(select(SampleRow).where(*mine))
        return found

    async def numbered(self, benchmark_id: UUID, after: int, limit: int) -> list[Numbered]:
        """Results as they came, after number `after`; without the samples, which are large."""
        columns = (SampleRow.number, SampleRow.client_id, SampleRow.model, SampleRow.case)
        mine = (SampleRow.benchmark_id == benchmark_id, SampleRow.number > after)
        found = select(*columns, SampleRow.result).where(*mine)
        rows = await self._session.execute(found.order_by(SampleRow.number).limit(limit))
        return [Numbered(*row) for row in rows]

    async def counts(self, benchmark_ids: Sequence[UUID]) -> Mapping[tuple[UUID, str], int]:
        """Samples by benchmark and client."""
        columns = (SampleRow.benchmark_id, SampleRow.client_id)
        found = select(*columns, func.count()).where(SampleRow.benchmark_id.in_(benchmark_ids))
        rows = await self._session.execute(found.group_by(*columns))
        return {(benchmark_id, client_id): n for benchmark_id, client_id, n in rows}

    def _insert(self) -> Any:
        name = self._session.get_bind().dialect.name
        return postgresql.insert if name == "postgresql" else sqlite.insert


def _with(client_id: str | None) -> list[Any]:
    """Those in which it takes part; None: all."""
    if client_id is None:
        return []
    parts = select(PartRow.benchmark_id).where(PartRow.client_id == client_id)
    return [BenchmarkRow.benchmark_id.in_(parts)]
