"""What is asked of preferences, and answered."""

from typing import Annotated, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from obt.server.core.schemas import Schema
from obt.wire.names import same_model
from obt.wire.operations import Prose
from obt.wire.types import ClientId, Flag, Message, ModelName


class Answerer(Message):
    model: ModelName
    client_id: ClientId | None = Field(default=None, description="Where it ran, if that matters")


class Vote(Message):
    """Somebody liked the winner's answer better."""

    winner: Answerer
    loser: Answerer
    prompt: Prose | None = Field(default=None, description="Kept with the vote")
    prompt_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="SHA-256 of its UTF-8, where the prompt is not to be kept"
    )
    blind: Flag = Field(description="The names were hidden until the vote")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.prompt is None) == (self.prompt_hash is None):
            raise ValueError("give either the prompt or its hash")
        if same_model(self.winner.model, self.loser.model):
            raise ValueError("winner and loser are the same model")
        return self


class Preference(Schema):
    """A vote as it is kept."""

    id: int
    at: AwareDatetime
    winner: Answerer
    loser: Answerer
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
