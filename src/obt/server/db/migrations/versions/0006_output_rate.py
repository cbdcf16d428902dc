"""Output tokens per second among the minutes of telemetry."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ("output_rate_mean", "output_rate_max")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("machine_minutes", sa.Column(name, sa.Float(53), nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("machine_minutes", name)
