"""Every query of the history slice."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from obt.server.history.changes import Entry, Kind
from obt.server.history.tables import GpuMinuteRow, LogRow, MachineMinuteRow
from obt.server.history.values import GPU, MACHINE, Key, Metric, Sum, Sums

TABLES = MachineMinuteRow.metadata.tables
MINUTES: tuple[tuple[Table, tuple[Metric, ...]], ...] = (
    (TABLES[MachineMinuteRow.__tablename__], MACHINE),
    (TABLES[GpuMinuteRow.__tablename__], GPU),
)


@dataclass(frozen=True, slots=True)
class Minute:
    client_id: str
    minute: int
    sums: Sums


class HistoryRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    # telemetry

    async def keep(self, minutes: Sequence[Minute]) -> None:
        """One that is there already is replaced: a server may be restarted within it."""
        machines, gpus = MINUTES[0][0], MINUTES[1][0]
        await self._put(machines, [row for it in minutes if (row := _machine(it)) is not None])
        await self._put(gpus, [row for it in minutes for row in _gpus(it)])

    async def buckets(self, client_id: str, start: int, end: int, step: int) -> dict[int, Sums]:
        """Minutes `start` to before `end`, summed in buckets of `step` minutes from 1970."""
        found: dict[int, Sums] = {}
        for table, metrics in MINUTES:
            gpu = table.c.get("gpu")
            bucket = (table.c.minute // step).label("bucket")
            by = [bucket] if gpu is None else [bucket, gpu]
            mine = (table.c.client_id == client_id, table.c.minute >= start, table.c.minute < end)
            summed = [column for metric in metrics for column in _summed(table, metric)]
            rows = await self._session.execute(select(*by, *summed).where(*mine).group_by(*by))
            for number, *rest in rows:
                sums = found.setdefault(number, {})
                of_gpu = None if gpu is None else rest.pop(0)
                for place, metric in enumerate(metrics):
                    total, n, highest = rest[3 * place : 3 * place + 3]
                    if n:
                        sums[Key(of_gpu, metric)] = Sum(total, n, highest)
        return found

    async def prune_minutes(self, client_ids: Sequence[str], before: int) -> None:
        for table, _ in MINUTES:
            old = (table.c.client_id.in_(client_ids), table.c.minute < before)
            await self._session.execute(delete(table).where(*old))

    async def _put(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        keys = [{"c": row["client_id"], "m": row["minute"]} for row in rows]
        same = (table.c.client_id == bindparam("c"), table.c.minute == bindparam("m"))
        await self._session.execute(delete(table).where(*same), keys)
        await self._session.execute(insert(table), rows)

    # the log

    async def write(self, entries: Iterable[Entry]) -> None:
        rows = [asdict(entry) for entry in entries]
        if rows:
            await self._session.execute(insert(TABLES[LogRow.__tablename__]), rows)

    async def log(
        self, client_id: str, before: int | None, limit: int, kinds: Sequence[Kind]
    ) -> list[LogRow]:
        """Newest first, older than number `before`; what happened to the server is among it."""
        found = select(LogRow).where(*_of(client_id, kinds))
        if before is not None:
            found = found.where(LogRow.number < before)
        return list(await self._session.scalars(found.order_by(LogRow.number.desc()).limit(limit)))

    async def count(self, client_id: str, kinds: Sequence[Kind]) -> int:
        counted = select(func.count()).select_from(LogRow).where(*_of(client_id, kinds))
        return await self._session.scalar(counted) or 0

    async def prune_log(self, before: datetime, most: int) -> None:
        """What is older, and of each client (and the server) what is beyond the newest `most`."""
        await self._session.execute(delete(LogRow).where(LogRow.at < before))
        mine = select(LogRow.client_id).group_by(LogRow.client_id)
        many = await self._session.scalars(mine.having(func.count() > most))
        for client_id in many.all():
            of = LogRow.client_id == client_id if client_id else LogRow.client_id.is_(None)
            newest = select(LogRow.number).where(of).order_by(LogRow.number.desc())
            last = await self._session.scalar(newest.offset(most - 1).limit(1))
            await self._session.execute(delete(LogRow).where(of, LogRow.number < last))


def _of(client_id: str, kinds: Sequence[Kind]) -> list[Any]:
    mine = or_(LogRow.client_id == client_id, LogRow.client_id.is_(None))
    return [mine, LogRow.kind.in_(kinds)] if kinds else [mine]


def _summed(table: Table, metric: Metric) -> list[Any]:
    mean, highest = table.c[f"{metric}_mean"], table.c[f"{metric}_max"]
    return [func.sum(mean), func.count(mean), func.max(highest)]


def _machine(it: Minute) -> dict[str, Any] | None:
    values = _values(it.sums, None, MACHINE)
    return values and {"client_id": it.client_id, "minute": it.minute, **values}


def _gpus(it: Minute) -> list[dict[str, Any]]:
    indices = sorted({key.gpu for key in it.sums if key.gpu is not None})
    key = {"client_id": it.client_id, "minute": it.minute}
    return [{**key, "gpu": gpu, **(_values(it.sums, gpu, GPU) or {})} for gpu in indices]


def _values(sums: Sums, gpu: int | None, metrics: Sequence[Metric]) -> dict[str, Any] | None:
    """Every column, null where there is no value; None where there is none at all."""
    found = {metric: sums.get(Key(gpu, metric)) for metric in metrics}
    if not any(found.values()):
        return None
    means = {f"{metric}_mean": it.mean if it else None for metric, it in found.items()}
    highest = {f"{metric}_max": it.highest if it else None for metric, it in found.items()}
    return means | highest
