"""What is asked of preferences, and answered."""

from itertools import combinations
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from obt.server.core.schemas import Schema
from obt.wire.names import same_model
from obt.wire.operations import Prose
from obt.wire.types import ClientId, Flag, Message, ModelName

MOST_LOSERS = 15  # a playground asks 16 at once


class Answerer(Message):
    model: ModelName
    client_id: ClientId | None = Field(default=None, description="Where it ran, if that matters")


class Vote(Message):
    """Somebody liked the winner's answer better than that of each loser."""

    winner: Answerer
    losers: Annotated[list[Answerer], Field(min_length=1, max_length=MOST_LOSERS)]
    prompt: Prose | None = Field(default=None, description="Kept with the vote")
    prompt_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="SHA-256 of its UTF-8, where the prompt is not to be kept"
    )
    blind: Flag = Field(description="The names were hidden until the vote")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.prompt is None) == (self.prompt_hash is None):
            raise ValueError("give either the prompt or its hash")
        if any(same_model(self.winner.model, it.model) for it in self.losers):
            raise ValueError("the winner and a loser are the same model")
        if any(_same(one, other) for one, other in combinations(self.losers, 2)):
            raise ValueError("a loser is named twice")
        return self


def _same(one: Answerer, other: Answerer) -> bool:
    return one.client_id == other.client_id and same_model(one.model, other.model)


class Preference(Schema):
    """A vote as it is kept."""

    at: AwareDatetime
    winner: Answerer
    losers: list[Answerer]
    prompt: str | None
    prompt_hash: str
    blind: bool


class PreferencePair(Schema):
    """Two models that were compared, in the order of their names."""

    model_a: str
    model_b: str
    wins_a: int
    wins_b: int
    prompts: int = Field(description="How many different prompts the votes are about")
    last_at: AwareDatetime
