"""Bring the database to the newest schema, at every start; nothing to do is quick."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from obt.server.db.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The newest revision: the files are named for theirs, `0001_clients.py` and so on."""
    files = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return max(file.name.partition("_")[0] for file in files)


def config() -> "Config":
    """Alembic's, from the installed package: no alembic.ini needed."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


def _upgrade(connection: Connection) -> None:
    if _revision(connection) == newest():
        return
    # only now: importing it takes a third of the server's start
    from alembic import command

    alembic = config()
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


async def migrate(db: Database) -> None:
    async with db.engine.begin() as connection:
        await connection.run_sync(_upgrade)
