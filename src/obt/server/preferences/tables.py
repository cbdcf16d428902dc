"""Votes, a row for each loser. Clients and models are only named: a vote outlives both."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from obt.server.db.base import Base


class PreferenceRow(Base):
    __tablename__ = "preferences"
    __table_args__ = (
        Index("ix_preferences_key", "key", "loser_model", "loser_client", unique=True),
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True
    )
    at: Mapped[datetime]
    winner_model: Mapped[str] = mapped_column(String(700))
    winner_client: Mapped[str | None] = mapped_column(String(64))
    loser_model: Mapped[str] = mapped_column(String(700))
    loser_client: Mapped[str | None] = mapped_column(String(64))
    prompt_hash: Mapped[str] = mapped_column(String(64))  #: SHA-256, hex
    prompt: Mapped[str | None] = mapped_column(Text)
    blind: Mapped[bool]
    key: Mapped[str | None] = mapped_column(String(200))  #: Idempotency-Key
