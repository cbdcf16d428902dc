from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import obt.server.app  # noqa: F401 - brings every table with it
from obt.server.db.base import Base
from obt.server.db.engine import Database
from obt.server.db.migrate import config, migrate, newest


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_migrations_make_what_the_tables_say(tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'obt.db'}")
    await migrate(db)
    await migrate(db)  # at every start
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await db.close()


def test_the_files_are_named_for_their_revisions() -> None:
    script = ScriptDirectory.from_config(config())
    assert script.get_heads() == [newest()]
    for revision in script.walk_revisions():
        assert Path(revision.path).name.startswith(f"{revision.revision}_")


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 1)]
)
async def test_every_connection_is_set_up(tmp_path: Path, pragma: str, value: object) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'obt.db'}")
    async with db.unit() as session:
        assert await session.scalar(text(f"PRAGMA {pragma}")) == value
    await db.close()
