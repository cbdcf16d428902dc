"""Benchmarks with their samples, and own workloads."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def _of_benchmark(table: str) -> tuple[sa.Column[UUID], sa.ForeignKeyConstraint]:
    return (
        sa.Column("benchmark_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["benchmark_id"],
            ["benchmarks.benchmark_id"],
            name=f"fk_{table}_benchmark_id_benchmarks",
            ondelete="CASCADE",
        ),
    )


def upgrade() -> None:
    op.create_table(
        "benchmarks",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("benchmark_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("work", sa.JSON(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(200), nullable=True),
        sa.Column("request_hash", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_benchmarks"),
        sa.UniqueConstraint("benchmark_id", name="uq_benchmarks_benchmark_id"),
        sa.UniqueConstraint("key", name="uq_benchmarks_key"),
    )
    op.create_index("ix_benchmarks_state", "benchmarks", ["state"])
    op.create_table(
        "benchmark_parts",
        *_of_benchmark("benchmark_parts"),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("client_name", sa.String(100), nullable=False),
        sa.Column("models", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("machine", sa.JSON(), nullable=True),
        sa.Column("elapsed_s", sa.Float(53), nullable=False),
        sa.Column("last_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("benchmark_id", "client_id", name="pk_benchmark_parts"),
    )
    op.create_table(
        "benchmark_trials",
        *_of_benchmark("benchmark_trials"),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("model", sa.String(700), nullable=False),
        sa.Column("case", sa.String(200), nullable=False),
        sa.Column("trial", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "benchmark_id", "client_id", "model", "case", name="pk_benchmark_trials"
        ),
    )
    op.create_table(
        "benchmark_samples",
        sa.Column("number", NUMBER, nullable=False),
        *_of_benchmark("benchmark_samples"),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("model", sa.String(700), nullable=False),
        sa.Column("case", sa.String(200), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("taken_at", TIME, nullable=False),
        sa.Column("sample", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_benchmark_samples"),
        sa.UniqueConstraint(
            "benchmark_id",
            "client_id",
            "model",
            "case",
            "round",
            name="uq_benchmark_samples_benchmark_id",
        ),
    )
    op.create_table(
        "workloads",
        sa.Column("workload_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workload", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workload_id", "version", name="pk_workloads"),
    )


def downgrade() -> None:
    op.drop_table("workloads")
    op.drop_table("benchmark_samples")
    op.drop_table("benchmark_trials")
    op.drop_table("benchmark_parts")
    op.drop_table("benchmarks")
