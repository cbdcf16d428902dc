"""Minutes of telemetry, and the log. They go with their client when it is forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from obt.server.db.base import Base

CLIENT = ("clients.client_id", "CASCADE")


class MachineMinuteRow(Base):
    """`minute` counts from 1970, UTC. A value is null where no beat of that minute had it."""

    __tablename__ = "machine_minutes"
    # stored in the order of its key: a client's week lies together, without a second index
    __table_args__ = {"sqlite_with_rowid": False}

    client_id: Mapped[str] = mapped_column(
        ForeignKey(CLIENT[0], ondelete=CLIENT[1]), primary_key=True
    )
    minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cpu_percent_mean: Mapped[float | None] = mapped_column(Float(53))
    cpu_percent_max: Mapped[float | None] = mapped_column(Float(53))
    memory_used_mean: Mapped[float | None] = mapped_column(Float(53))
    memory_used_max: Mapped[float | None] = mapped_column(Float(53))
    disk_free_mean: Mapped[float | None] = mapped_column(Float(53))
    disk_free_max: Mapped[float | None] = mapped_column(Float(53))
    output_rate_mean: Mapped[float | None] = mapped_column(Float(53))
    output_rate_max: Mapped[float | None] = mapped_column(Float(53))


class GpuMinuteRow(Base):
    __tablename__ = "gpu_minutes"
    __table_args__ = {"sqlite_with_rowid": False}

    client_id: Mapped[str] = mapped_column(
        ForeignKey(CLIENT[0], ondelete=CLIENT[1]), primary_key=True
    )
    minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gpu: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    utilization_percent_mean: Mapped[float | None] = mapped_column(Float(53))
    utilization_percent_max: Mapped[float | None] = mapped_column(Float(53))
    memory_used_mean: Mapped[float | None] = mapped_column(Float(53))
    memory_used_max: Mapped[float | None] = mapped_column(Float(53))
    temperature_c_mean: Mapped[float | None] = mapped_column(Float(53))
    temperature_c_max: Mapped[float | None] = mapped_column(Float(53))
    power_w_mean: Mapped[float | None] = mapped_column(Float(53))
    power_w_max: Mapped[float | None] = mapped_column(Float(53))


class LogRow(Base):
    __tablename__ = "client_log"
    __table_args__ = (Index("ix_client_log_client_id_number", "client_id", "number"),)

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True
    )
    client_id: Mapped[str | None] = mapped_column(ForeignKey(CLIENT[0], ondelete=CLIENT[1]))
    """Null: it happened to the server, and is in every client's log."""
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    model: Mapped[str | None] = mapped_column(String(700))
    detail: Mapped[str | None] = mapped_column(String(2100))
    job_id: Mapped[UUID | None]
