"""Votes are kept as they are cast; a model counts as one, however its name is written."""

import hashlib

from obt.server.core.clock import Clock
from obt.server.db.engine import Database
from obt.server.preferences.repository import PreferenceRepository
from obt.server.preferences.schemas import Answerer, Preference, PreferencePair, Vote
from obt.server.preferences.tables import PreferenceRow
from obt.wire.names import BadNameError, parse_name


class Preferences:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def vote(self, vote: Vote) -> Preference:
        hashed = vote.prompt_hash or hashlib.sha256((vote.prompt or "").encode()).hexdigest()
        row = PreferenceRow(
            at=self._clock.now(),
            winner_model=_short(vote.winner.model),
            winner_client=vote.winner.client_id,
            loser_model=_short(vote.loser.model),
            loser_client=vote.loser.client_id,
            prompt_hash=hashed,
            prompt=vote.prompt,
            blind=vote.blind,
        )
        async with self._db.unit() as session:
            await PreferenceRepository(session).add(row)
        return Preference(
            id=row.number,
            at=row.at,
            winner=Answerer(model=row.winner_model, client_id=row.winner_client),
            loser=Answerer(model=row.loser_model, client_id=row.loser_client),
            prompt=row.prompt,
            prompt_hash=row.prompt_hash,
            blind=row.blind,
        )

    async def pairs(self, blind: bool | None) -> list[PreferencePair]:
        """By name."""
        async with self._db.reading() as session:
            tallies = await PreferenceRepository(session).tallies(blind)
        found = [PreferencePair(**tally._asdict()) for tally in tallies]
        return sorted(found, key=key)


def key(pair: PreferencePair) -> str:
    return f"{pair.model_a}\0{pair.model_b}"


def _short(model: str) -> str:
    try:
        return parse_name(model).short
    except BadNameError:
        return model
