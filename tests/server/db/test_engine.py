"""Units of work on SQLite: one writer at a time, readers beside it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from obt.server.db.engine import Database


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'obt.db'}")
    async with database.unit() as session:
        await session.execute(text("CREATE TABLE t (n INTEGER)"))
        await session.execute(text("INSERT INTO t VALUES (0)"))
    yield database
    await database.close()


async def value(db: Database) -> object:
    async with db.reading() as session:
        return await session.scalar(text("SELECT n FROM t"))


async def test_what_is_read_and_then_written_is_never_lost(db: Database) -> None:
    async def add_one() -> None:
        async with db.unit() as session:
            n = await session.scalar(text("SELECT n FROM t"))
            await session.execute(text("UPDATE t SET n = :n"), {"n": n + 1})

    await asyncio.gather(*(add_one() for _ in range(20)))
    assert await value(db) == 20


async def test_an_error_leaves_nothing_behind(db: Database) -> None:
    async def fail() -> None:
        async with db.unit() as session:
            await session.execute(text("UPDATE t SET n = 5"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await value(db) == 0


async def test_an_error_does_not_tell_what_was_written(db: Database) -> None:
    with pytest.raises(OperationalError) as caught:
        async with db.unit() as session:
            await session.execute(text("INSERT INTO missing VALUES (:it)"), {"it": "secret"})
    assert "INSERT INTO missing" in str(caught.value)
    assert "secret" not in str(caught.value)


async def test_readers_do_not_wait_for_the_writer(db: Database) -> None:
    async with db.unit() as session:
        await session.execute(text("UPDATE t SET n = 7"))
        assert await value(db) == 0
    assert await value(db) == 7


async def test_a_unit_inside_another_is_an_error_and_no_standstill(db: Database) -> None:
    async with db.unit():
        with pytest.raises(RuntimeError, match="inside another"):
            async with db.unit():
                pass
