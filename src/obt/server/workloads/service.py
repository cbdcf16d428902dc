"""Built-in and own workloads. A version never changes its work, so results stay what they were."""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from obt.measure.workloads import (
    BUILTIN,
    Workload,
    WorkloadError,
    parse_markdown,
    parse_trace,
    revise,
    same_work,
    too_big,
)
from obt.server.core.clock import Clock
from obt.server.core.errors import BadRequestError, ConflictError, NotFoundError
from obt.server.db.engine import Database
from obt.server.workloads.schemas import WorkloadFile, WorkloadItem
from obt.server.workloads.tables import WorkloadRow

_workload: TypeAdapter[Workload] = TypeAdapter(Workload)


class WorkloadService:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self) -> list[WorkloadItem]:
        """Newest versions: those that come with OBT first, then own ones by id."""
        async with self._db.reading() as session:
            rows = [row for row in (await _newest(session)).values() if not row.deleted]
        own = [_workload.validate_python(row.workload) for row in rows]
        return [
            *(WorkloadItem(workload=workload, builtin=True) for workload in BUILTIN.values()),
            *(WorkloadItem(workload=workload, builtin=False) for workload in own),
        ]

    async def current(self, ids: Sequence[str]) -> Mapping[str, Workload]:
        """Newest versions by id; an id that is not known is left out."""
        known = {item.workload.id: item.workload for item in await self.all()}
        return {id_: known[id_] for id_ in ids if id_ in known}

    async def get(self, workload_id: str, version: int | None = None) -> WorkloadItem:
        """The newest version, or that one, also of a deleted workload. Raises NotFoundError."""
        builtin = BUILTIN.get(workload_id)
        if builtin is not None and version in (None, builtin.version):
            return WorkloadItem(workload=builtin, builtin=True)
        async with self._db.reading() as session:
            found = select(WorkloadRow).where(WorkloadRow.workload_id == workload_id)
            if version is not None:
                found = found.where(WorkloadRow.version == version)
            row = await session.scalar(found.order_by(WorkloadRow.version.desc()).limit(1))
        if row is None or (version is None and row.deleted):
            raise NotFoundError(f"There is no workload '{workload_id}'.")
        return WorkloadItem(workload=_workload.validate_python(row.workload), builtin=False)

    async def create(self, workload: Workload) -> WorkloadItem:
        """Raises BadRequestError (too big), ConflictError: that id is taken."""
        _check(workload)
        if workload.id in BUILTIN:
            raise ConflictError(f"'{workload.id}' comes with OBT: choose another id.")
        async with self._db.unit() as session:
            before = (await _newest(session)).get(workload.id)
            if before is not None and not before.deleted:
                raise ConflictError(f"There is a workload '{workload.id}': PUT a new version.")
            version = before.version + 1 if before else 1  # a deleted one's versions are taken
            return self._add(session, workload.model_copy(update={"version": version}))

    async def read(self, file: WorkloadFile) -> WorkloadItem:
        """Raises BadRequestError naming the line, ConflictError."""
        try:
            parse = parse_markdown if file.format == "markdown" else parse_trace
            workload = parse(file.text, file.id)
        except WorkloadError as error:
            raise BadRequestError(str(error)) from error
        return await self.create(workload)

    async def replace(self, workload_id: str, edited: Workload) -> WorkloadItem:
        """A new version, unless only its words changed.

        Raises BadRequestError (another id, too big), ConflictError (comes with OBT), NotFoundError.
        """
        _check(edited)
        if edited.id != workload_id:
            raise BadRequestError(f"'{edited.id}' is no version of '{workload_id}'.")
        self._own(workload_id)
        async with self._db.unit() as session:
            before = (await _newest(session)).get(workload_id)
            if before is None or before.deleted:
                raise NotFoundError(f"There is no workload '{workload_id}'.")
            old = _workload.validate_python(before.workload)
            new = revise(old, edited)
            if same_work(old, new):
                before.workload = new.model_dump(mode="json")
                return WorkloadItem(workload=new, builtin=False)
            return self._add(session, new)

    async def remove(self, workload_id: str) -> None:
        """Results that used it keep it. Raises NotFoundError, ConflictError."""
        self._own(workload_id)
        async with self._db.unit() as session:
            before = (await _newest(session)).get(workload_id)
            if before is None or before.deleted:
                raise NotFoundError(f"There is no workload '{workload_id}'.")
            mine = update(WorkloadRow).where(WorkloadRow.workload_id == workload_id)
            await session.execute(mine.values(deleted=True))

    def _own(self, workload_id: str) -> None:
        if workload_id in BUILTIN:
            raise ConflictError(f"'{workload_id}' comes with OBT and cannot be changed.")

    def _add(self, session: AsyncSession, workload: Workload) -> WorkloadItem:
        session.add(
            WorkloadRow(
                workload_id=workload.id,
                version=workload.version,
                workload=workload.model_dump(mode="json"),
                created_at=self._clock.now(),
                deleted=False,
            )
        )
        return WorkloadItem(workload=workload, builtin=False)


def _check(workload: Workload) -> None:
    if why := too_big(workload):
        raise BadRequestError(why)


async def _newest(session: AsyncSession) -> dict[str, WorkloadRow]:
    """By id, in order of the ids."""
    rows = await session.scalars(
        select(WorkloadRow).order_by(WorkloadRow.workload_id, WorkloadRow.version)
    )
    return {row.workload_id: row for row in rows}
