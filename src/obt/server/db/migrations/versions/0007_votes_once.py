"""A vote that is sent again counts once."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEX = "ix_preferences_key"


def upgrade() -> None:
    op.add_column("preferences", sa.Column("key", sa.String(200), nullable=True))
    op.create_index(INDEX, "preferences", ["key", "loser_model", "loser_client"], unique=True)


def downgrade() -> None:
    op.drop_index(INDEX, "preferences")
    op.drop_column("preferences", "key")
