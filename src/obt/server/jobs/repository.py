"""Every query of the jobs slice."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from obt.server.jobs.lifecycle import Life
from obt.server.jobs.record import Record
from obt.server.jobs.tables import JobRequestRow, JobRow
from obt.server.jobs.verdict import Verdict, read
from obt.wire.jobs import JobError, JobState
from obt.wire.operations import Operation

_operation: TypeAdapter[Operation] = TypeAdapter(Operation)
SCANNED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of jobs is narrowed to; None = all."""

    state: JobState | None = None
    client_id: str | None = None
    batch_id: UUID | None = None

    def clauses(self) -> list[ColumnElement[bool]]:
        clauses: list[ColumnElement[bool]] = []
        if self.state is not None:
            clauses.append(JobRow.state == self.state)
        if self.client_id is not None:
            clauses.append(JobRow.client_id == self.client_id)
        if self.batch_id is not None:
            clauses.append(JobRow.batch_id == self.batch_id)
        return clauses


class JobRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, records: Sequence[Record]) -> list[Record]:
        """As they are kept: with their numbers."""
        rows = [_values(record) for record in records]
        statement = insert(JobRow).returning(JobRow.number, sort_by_parameter_order=True)
        numbers = await self._session.scalars(statement, rows)
        return [replace(r, number=n) for r, n in zip(records, numbers, strict=True)]

    async def save(self, records: Sequence[Record]) -> None:
        """What changes in a job."""
        rows = [{"number": record.number, **_life(record)} for record in records]
        if rows:
            await self._session.execute(update(JobRow), rows)

    async def open(self) -> list[Record]:
        found = select(JobRow).where(JobRow.state.in_(("queued", "running")))
        rows = await self._session.scalars(found.order_by(JobRow.number))
        return [_record(row) for row in rows]

    async def ended_since(self, at: datetime, limit: int) -> list[Record]:
        """The last ones, oldest first."""
        found = select(JobRow).where(JobRow.finished_at >= at)
        rows = await self._session.scalars(found.order_by(JobRow.finished_at.desc()).limit(limit))
        return [_record(row) for row in rows][::-1]

    async def verdicts(self) -> list[Verdict]:
        """What the last update, or its dry run, of each model found."""
        mine = (JobRow.kind == "update", JobRow.state == "succeeded", JobRow.model.is_not(None))
        last = select(func.max(JobRow.number)).where(*mine).group_by(JobRow.client_id, JobRow.model)
        found = select(JobRow.client_id, JobRow.model, JobRow.result)
        rows = await self._session.execute(found.where(JobRow.number.in_(last)))
        return [read(client_id, model, result) for client_id, model, result in rows if model]

    async def get(self, job_id: UUID) -> Record | None:
        row = await self._session.scalar(select(JobRow).where(JobRow.job_id == job_id))
        return _record(row) if row else None

    async def batch(self, batch_id: UUID) -> list[Record]:
        found = select(JobRow).where(JobRow.batch_id == batch_id).order_by(JobRow.number)
        return [_record(row) for row in await self._session.scalars(found)]

    async def page(self, only: Filter, before: int | None, limit: int) -> list[Record]:
        """Newest first, older than number `before`."""
        found = select(JobRow).where(*only.clauses())
        if before is not None:
            found = found.where(JobRow.number < before)
        rows = await self._session.scalars(found.order_by(JobRow.number.desc()).limit(limit))
        return [_record(row) for row in rows]

    async def count(self, only: Filter) -> int:
        found = select(func.count()).select_from(JobRow).where(*only.clauses())
        return await self._session.scalar(found) or 0

    async def scan(self, only: Filter) -> AsyncIterator[Record]:
        """All of them, newest first, a few in memory at a time."""
        before: int | None = None
        while part := await self.page(only, before, SCANNED_AT_ONCE):
            for record in part:
                yield record
            self._session.expunge_all()
            before = part[-1].number

    async def request(self, key: str) -> JobRequestRow | None:
        return await self._session.get(JobRequestRow, key)

    def remember(self, request: JobRequestRow) -> None:
        self._session.add(request)

    async def prune(self, ended_before: datetime) -> None:
        await self._session.execute(delete(JobRow).where(JobRow.finished_at < ended_before))
        await self._session.execute(
            delete(JobRequestRow).where(JobRequestRow.created_at < ended_before)
        )


def _values(record: Record) -> dict[str, Any]:
    return {
        "job_id": record.job_id,
        "batch_id": record.batch_id,
        "kind": record.kind,
        "client_id": record.client_id,
        "model": record.model,
        "operation": record.operation.model_dump(mode="json", exclude_none=True),
        "created_at": record.created_at,
        **_life(record),
    }


def _life(record: Record) -> dict[str, Any]:
    life = record.life
    return {
        "state": life.state,
        "attempts": life.attempts,
        "retries_left": life.retries_left,
        "cancelling": life.cancelling,
        "error": life.error.model_dump(mode="json") if life.error else None,
        "result": life.result,
        "started_at": life.started_at,
        "finished_at": life.finished_at,
        "deadline_at": record.deadline_at,
    }


def _record(row: JobRow) -> Record:
    return Record(
        number=row.number,
        job_id=row.job_id,
        batch_id=row.batch_id,
        client_id=row.client_id,
        model=row.model,
        operation=_operation.validate_python(row.operation),
        created_at=row.created_at,
        deadline_at=row.deadline_at,
        life=Life(
            state=cast(JobState, row.state),
            attempts=row.attempts,
            retries_left=row.retries_left,
            cancelling=row.cancelling,
            error=JobError.model_validate(row.error) if row.error else None,
            result=row.result,
            started_at=row.started_at,
            finished_at=row.finished_at,
        ),
    )
