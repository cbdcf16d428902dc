"""Every query of the preferences slice."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from obt.server.preferences.tables import PreferenceRow


class Tally(NamedTuple):
    model_a: str
    model_b: str
    wins_a: int
    wins_b: int
    prompts: int
    last_at: datetime


class PreferenceRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, rows: list[PreferenceRow]) -> None:
        self._session.add_all(rows)

    async def by_key(self, key: str) -> list[PreferenceRow]:
        found = select(PreferenceRow).where(PreferenceRow.key == key).order_by(PreferenceRow.number)
        return list(await self._session.scalars(found))

    async def tallies(self, blind: bool | None) -> list[Tally]:
        """By pair, whoever won; `blind`: only such votes, or only others."""
        won = PreferenceRow.winner_model < PreferenceRow.loser_model
        first = case((won, PreferenceRow.winner_model), else_=PreferenceRow.loser_model)
        second = case((won, PreferenceRow.loser_model), else_=PreferenceRow.winner_model)
        found = select(
            first.label("first"),
            second.label("second"),
            func.sum(case((won, 1), else_=0)),
            func.sum(case((won, 0), else_=1)),
            func.count(distinct(PreferenceRow.prompt_hash)),
            func.max(PreferenceRow.at),
        ).group_by("first", "second")
        if blind is not None:
            found = found.where(PreferenceRow.blind == blind)
        return [Tally(*row) for row in await self._session.execute(found)]
