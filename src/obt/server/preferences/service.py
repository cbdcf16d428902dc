"""Votes are kept as they are cast; a model counts as one, however its name is written."""

import hashlib
from datetime import datetime

from obt.server.core.clock import Clock
from obt.server.core.idempotency import OtherRequestError
from obt.server.db.engine import Database
from obt.server.preferences.repository import PreferenceRepository
from obt.server.preferences.schemas import Answerer, Preference, PreferencePair, Vote
from obt.server.preferences.tables import PreferenceRow
from obt.wire.names import BadNameError, parse_name


class Preferences:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def vote(self, vote: Vote, key: str | None = None) -> Preference:
        """All of it or nothing; with a `key` seen before, what was kept then.

        Raises OtherRequestError: that key came with another vote.
        """
        rows = _rows(vote, key, self._clock.now())
        async with self._db.unit() as session:
            repository = PreferenceRepository(session)
            before = await repository.by_key(key) if key else []
            if not before:
                repository.add(rows)
            elif set(map(_content, before)) != set(map(_content, rows)):
                raise OtherRequestError
        return _kept(before or rows)

    async def pairs(self, blind: bool | None) -> list[PreferencePair]:
        """By name."""
        async with self._db.reading() as session:
            tallies = await PreferenceRepository(session).tallies(blind)
        found = [PreferencePair(**tally._asdict()) for tally in tallies]
        return sorted(found, key=key)


def key(pair: PreferencePair) -> str:
    return f"{pair.model_a}\0{pair.model_b}"


def _rows(vote: Vote, key: str | None, at: datetime) -> list[PreferenceRow]:
    hashed = vote.prompt_hash or hashlib.sha256((vote.prompt or "").encode()).hexdigest()
    return [
        PreferenceRow(
            at=at,
            winner_model=_short(vote.winner.model),
            winner_client=vote.winner.client_id,
            loser_model=_short(loser.model),
            loser_client=loser.client_id,
            prompt_hash=hashed,
            prompt=vote.prompt,
            blind=vote.blind,
            key=key,
        )
        for loser in vote.losers
    ]


def _content(row: PreferenceRow) -> tuple[object, ...]:
    winner, loser = (row.winner_model, row.winner_client), (row.loser_model, row.loser_client)
    return winner, loser, row.prompt_hash, row.prompt, row.blind


def _kept(rows: list[PreferenceRow]) -> Preference:
    first = rows[0]
    return Preference(
        at=first.at,
        winner=Answerer(model=first.winner_model, client_id=first.winner_client),
        losers=[Answerer(model=it.loser_model, client_id=it.loser_client) for it in rows],
        prompt=first.prompt,
        prompt_hash=first.prompt_hash,
        blind=first.blind,
    )


def _short(model: str) -> str:
    try:
        return parse_name(model).short
    except BadNameError:
        return model
