"""Jobs, and the requests that filed them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from obt.server.db.base import Base

# SQLite counts by itself only in a plain INTEGER
NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class JobRow(Base):
    """No foreign key to its client: the history outlives a client that was forgotten."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_client_id_number", "client_id", "number"),)

    number: Mapped[int] = mapped_column(NUMBER, primary_key=True)
    job_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    batch_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    kind: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[str] = mapped_column(String(64))
    model: Mapped[str | None] = mapped_column(String(700))
    operation: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(20), index=True)
    attempts: Mapped[int]
    retries_left: Mapped[int]
    cancelling: Mapped[bool]
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    result: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    deadline_at: Mapped[datetime | None]


class JobRequestRow(Base):
    """A request that came with an `Idempotency-Key`, so that it files its batch only once."""

    __tablename__ = "job_requests"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))  #: SHA-256, hex
    batch_id: Mapped[UUID] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(index=True)
