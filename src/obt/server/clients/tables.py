"""Clients and what is installed on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from obt.server.db.base import Base


class ClientRow(Base):
    __tablename__ = "clients"

    client_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    named_here: Mapped[bool]  #: A person renamed it: its own wish no longer counts
    labelled_here: Mapped[bool]
    hostname: Mapped[str] = mapped_column(String(500))
    platform: Mapped[str] = mapped_column(String(500))
    client_version: Mapped[str] = mapped_column(String(500))
    labels: Mapped[list[str]]
    token_hash: Mapped[str] = mapped_column(String(64))  #: SHA-256, hex
    registered_at: Mapped[datetime]
    last_seen: Mapped[datetime | None]
    left: Mapped[str | None] = mapped_column(String(500))  #: Why it is offline, when it is
    hardware: Mapped[dict[str, Any]]
    ollama: Mapped[dict[str, Any]]
    fingerprint: Mapped[str | None] = mapped_column(String(64))


class InstalledModelRow(Base):
    __tablename__ = "installed_models"

    client_id: Mapped[str] = mapped_column(
        ForeignKey("clients.client_id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(700), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    modified_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]  #: details, remote_model, remote_host
