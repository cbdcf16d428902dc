"""Votes for the better of two answers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "preferences",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("winner_model", sa.String(700), nullable=False),
        sa.Column("winner_client", sa.String(64), nullable=True),
        sa.Column("loser_model", sa.String(700), nullable=False),
        sa.Column("loser_client", sa.String(64), nullable=True),
        sa.Column("prompt_hash", sa.String(64), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_preferences"),
    )


def downgrade() -> None:
    op.drop_table("preferences")
