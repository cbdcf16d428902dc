"""Alembic's environment. The connection comes from `db.migrate`."""

from alembic import context

from obt.server.db.base import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
