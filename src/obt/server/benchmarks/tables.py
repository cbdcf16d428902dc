"""Benchmarks, the machines that take part, their trials and their samples."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from obt.server.db.base import Base

# SQLite counts by itself only in a plain INTEGER
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
MODEL = String(700)
CASE = String(200)


class BenchmarkRow(Base):
    """No foreign key to jobs or clients: results outlive both."""

    __tablename__ = "benchmarks"

    number: Mapped[int] = mapped_column(NUMBER, primary_key=True)
    benchmark_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    work: Mapped[dict[str, Any]]  #: `plan.Work`
    batch_id: Mapped[UUID | None] = mapped_column(Uuid)  #: Of its newest jobs; none = imported
    state: Mapped[str] = mapped_column(String(20), index=True)  #: As last committed
    finished_at: Mapped[datetime | None]
    imported: Mapped[bool]
    key: Mapped[str | None] = mapped_column(String(200), unique=True)  #: Idempotency-Key
    request_hash: Mapped[str | None] = mapped_column(String(64))


class PartRow(Base):
    """One machine's part."""

    __tablename__ = "benchmark_parts"

    benchmark_id: Mapped[UUID] = mapped_column(
        ForeignKey("benchmarks.benchmark_id", ondelete="CASCADE"), primary_key=True
    )
    client_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    client_name: Mapped[str] = mapped_column(String(100))
    models: Mapped[list[str]]
    state: Mapped[str] = mapped_column(String(20))  #: How its last job ended; before: queued
    machine: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    elapsed_s: Mapped[float] = mapped_column(Float(53))  #: Of measuring, over all attempts
    last_at: Mapped[datetime | None]  #: When the last report came, since it began or was resumed


class TrialRow(Base):
    __tablename__ = "benchmark_trials"

    benchmark_id: Mapped[UUID] = mapped_column(
        ForeignKey("benchmarks.benchmark_id", ondelete="CASCADE"), primary_key=True
    )
    client_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    model: Mapped[str] = mapped_column(MODEL, primary_key=True)
    case: Mapped[str] = mapped_column(CASE, primary_key=True)
    trial: Mapped[dict[str, Any]]


class SampleRow(Base):
    """Stored once by its name: benchmark, machine, cell and round."""

    __tablename__ = "benchmark_samples"
    __table_args__ = (UniqueConstraint("benchmark_id", "client_id", "model", "case", "round"),)

    number: Mapped[int] = mapped_column(NUMBER, primary_key=True)
    benchmark_id: Mapped[UUID] = mapped_column(
        ForeignKey("benchmarks.benchmark_id", ondelete="CASCADE")
    )
    client_id: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(MODEL)
    case: Mapped[str] = mapped_column(CASE)
    round: Mapped[int]
    taken_at: Mapped[datetime]
    sample: Mapped[dict[str, Any]]  #: `obt.measure.sample.Sample`, all of it
    result: Mapped[dict[str, Any]]  #: `obt.measure.report.SampleResult`
