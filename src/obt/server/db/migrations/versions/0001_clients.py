"""Clients and installed models."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clients",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("named_here", sa.Boolean(), nullable=False),
        sa.Column("labelled_here", sa.Boolean(), nullable=False),
        sa.Column("hostname", sa.String(500), nullable=False),
        sa.Column("platform", sa.String(500), nullable=False),
        sa.Column("client_version", sa.String(500), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left", sa.String(500), nullable=True),
        sa.Column("hardware", sa.JSON(), nullable=False),
        sa.Column("ollama", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("client_id", name="pk_clients"),
    )
    op.create_table(
        "installed_models",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(700), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["clients.client_id"],
            name="fk_installed_models_client_id_clients",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("client_id", "name", name="pk_installed_models"),
    )
    op.create_index("ix_installed_models_digest", "installed_models", ["digest"])


def downgrade() -> None:
    op.drop_table("installed_models")
    op.drop_table("clients")
