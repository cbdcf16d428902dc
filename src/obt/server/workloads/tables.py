"""Own workloads, every version of them: results keep the one they used."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from obt.server.db.base import Base


class WorkloadRow(Base):
    __tablename__ = "workloads"

    workload_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    workload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    deleted: Mapped[bool]
