"""What the playground is asked, and what it answers."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from obt.measure.catalogue import MetricName
from obt.server.core.schemas import Schema
from obt.wire.jobs import JobError
from obt.wire.operations import KeepAlive, Prose
from obt.wire.playground import ChatMessage, Image, Options, Think
from obt.wire.types import ClientId, Message, ModelName

MAX_PAIRS = 16
StreamState = Literal["waiting", "running", "ended"]


class Pair(Message):
    client_id: ClientId
    model: ModelName


class PlaygroundCreate(Message):
    """One prompt, or a chat so far, for every pair."""

    pairs: Annotated[list[Pair], Field(min_length=1, max_length=MAX_PAIRS)]
    prompt: Prose | None = Field(default=None, examples=["Why is the sky blue?"])
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=999)] | None = Field(
        default=None, description="Instead of a prompt"
    )
    system: Prose | None = Field(default=None, description="Put before the prompt or messages")
    images: Annotated[list[Image], Field(max_length=8)] = Field(
        default=[], description="Shown with the prompt, to models that can see"
    )
    options: Options | None = Field(
        default=None, description="Ollama's options", examples=[{"temperature": 0.2}]
    )
    think: Think | None = Field(default=None, description="null = the model's own way")
    keep_alive: KeepAlive | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.prompt is None) == (self.messages is None):
            raise ValueError("give either a prompt or messages")
        if self.images and self.prompt is None:
            raise ValueError("images go with a prompt; else put them into its message")
        return self

    def chat(self) -> list[ChatMessage]:
        system = [ChatMessage(role="system", content=self.system)] if self.system else []
        if self.prompt is not None:
            asked = [ChatMessage(role="user", content=self.prompt, images=self.images)]
        else:
            asked = self.messages or []
        return system + asked


class PlaygroundStopWish(Message):
    stream_ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_PAIRS)] | None = Field(
        default=None, description="Only these; null = all of them"
    )


class Counters(Schema):
    """Ollama's own final fields: nanoseconds and tokens; null = not told."""

    total_duration: int | None = None
    load_duration: int | None = None
    prompt_eval_count: int | None = None
    prompt_eval_cached_count: int | None = None
    prompt_eval_duration: int | None = None
    eval_count: int | None = None
    eval_duration: int | None = None


class StreamEnd(Schema):
    """How an answer ended. A failed or stopped one may have text all the same."""

    outcome: Literal["done", "stopped", "failed"]
    done_reason: str | None = Field(
        description="As Ollama says: `stop` at its own end, `length` at `num_predict`",
        examples=["stop"],
    )
    error: JobError | None
    counters: Counters
    metrics: dict[MetricName, float] = Field(
        description="What can be told of this answer: `ttft`, `e2e` in s, `decode_rate`, "
        "`prefill_rate` in tokens/s, and so on",
        examples=[{"ttft": 0.21, "decode_rate": 41.7}],
    )


class StreamUpdate(Schema):
    """One answer: what came since the update before, or all of it in a `full` one."""

    stream_id: UUID
    state: StreamState
    text: str
    thinking: str
    pieces: int = Field(
        description="Pieces of text in all; Ollama sends about one a token, so that pieces / "
        "(elapsed_s - ttft_s) is about tokens per second while it runs"
    )
    ttft_s: float | None = Field(description="Request sent to first piece, at the client")
    elapsed_s: float | None = Field(description="Request sent to last piece, at the client")
    end: StreamEnd | None = Field(description="Set once it is `ended`")


class PlaygroundUpdate(Schema):
    """One `data:` of a run's stream: what changed, of every answer that changed."""

    type: Literal["update"] = "update"
    seq: int
    full: bool = Field(description="Replaces what was known: the first, and after a long absence")
    streams: list[StreamUpdate]
    done: bool = Field(description="Every answer has ended: close the stream, nothing follows")


class PlaygroundStream(Schema):
    stream_id: UUID
    client_id: str
    model: str
    state: StreamState


class PlaygroundRun(Schema):
    run_id: UUID
    streams: list[PlaygroundStream] = Field(description="In the order of the pairs")
