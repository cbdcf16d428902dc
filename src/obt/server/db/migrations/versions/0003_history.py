"""Minutes of telemetry, and the log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MACHINE = ("cpu_percent", "memory_used", "disk_free")
GPU = ("utilization_percent", "memory_used", "temperature_c", "power_w")


def _values(metrics: tuple[str, ...]) -> list[sa.Column[float]]:
    return [
        sa.Column(f"{metric}_{what}", sa.Float(53), nullable=True)
        for metric in metrics
        for what in ("mean", "max")
    ]


def _of_client(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["client_id"],
        ["clients.client_id"],
        name=f"fk_{table}_client_id_clients",
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.create_table(
        "machine_minutes",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        *_values(MACHINE),
        _of_client("machine_minutes"),
        sa.PrimaryKeyConstraint("client_id", "minute", name="pk_machine_minutes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gpu_minutes",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("gpu", sa.BigInteger(), nullable=False),
        *_values(GPU),
        _of_client("gpu_minutes"),
        sa.PrimaryKeyConstraint("client_id", "minute", "gpu", name="pk_gpu_minutes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "client_log",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("client_id", sa.String(64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("model", sa.String(700), nullable=True),
        sa.Column("detail", sa.String(2100), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        _of_client("client_log"),
        sa.PrimaryKeyConstraint("number", name="pk_client_log"),
    )
    op.create_index("ix_client_log_at", "client_log", ["at"])
    op.create_index("ix_client_log_client_id_number", "client_log", ["client_id", "number"])


def downgrade() -> None:
    op.drop_table("client_log")
    op.drop_table("gpu_minutes")
    op.drop_table("machine_minutes")
