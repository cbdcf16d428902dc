"""The database: SQLite in WAL mode unless `OBT_DATABASE_URL` says otherwise."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any, Literal

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
)


def _connected(connection: Any, _record: object) -> None:
    # the driver's own idea of when to begin lets a read slip out of its transaction
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE waits its turn; a reader that turns writer would fail at once where another wrote
    reads = connection.get_execution_options().get("obt_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


class _Turn(asyncio.Lock):
    """A lock that says so when its holder asks again, instead of waiting for itself."""

    _holder: "asyncio.Task[object] | None" = None

    async def acquire(self) -> Literal[True]:
        task = asyncio.current_task()
        if self.locked() and self._holder is task:
            raise RuntimeError("a unit of work inside another: pass the session on")
        await super().acquire()
        self._holder = task
        return True


class Database:
    """Hands out units of work: one transaction, committed when its block ends well."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        # parameters are hashes of tokens and people's prompts: they belong in no log
        self.engine = create_async_engine(self.url, hide_parameters=True)
        self._turn: _Turn | None = None
        if self.url.get_backend_name() == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _connected)
            event.listen(self.engine.sync_engine, "begin", _begin)
            # SQLite has one writer: waiting here costs nothing, waiting there blocks a thread
            self._turn = _Turn()
        self._writing = async_sessionmaker(self.engine, expire_on_commit=False)
        readers = self.engine.execution_options(obt_reads=True)
        self._reading = async_sessionmaker(readers, expire_on_commit=False)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[AsyncSession]:
        """Services never commit: this does, when the block ends without an error.

        Never one inside another.
        """
        async with self._turn or nullcontext(), self._writing.begin() as session:
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One consistent view, beside whoever writes."""
        async with self._reading() as session:
            yield session

    async def ping(self) -> None:
        """Raises sqlalchemy.exc.SQLAlchemyError when it is not reachable."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()
