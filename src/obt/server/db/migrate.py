"""Bring the database to the newest schema, at every start; nothing to do is quick."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from obt.server.db.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def config() -> Config:
    """Alembic's, from the installed package: no alembic.ini needed."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


def _upgrade(connection: Connection) -> None:
    alembic = config()
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, "head")


async def migrate(db: Database) -> None:
    async with db.engine.begin() as connection:
        await connection.run_sync(_upgrade)
