"""A prompt to one model of one client, answered while people watch. Not a job: nothing of it is
kept, and when the link breaks it is over.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue, StringConstraints

from obt.wire.jobs import JobError
from obt.wire.operations import KeepAlive, Prose
from obt.wire.types import Count, Flag, Line, Message, ModelName, Number

FEATURE = "playground"
"""In `Hello.features` of a client that takes these orders."""
MAX_IMAGE = 7_000_000  # characters of base64: 5 MB
MAX_PIECE = 1_000_000

Image = Annotated[
    str,
    StringConstraints(
        min_length=4,
        max_length=MAX_IMAGE,
        pattern=r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    ),
    Field(description="PNG, JPEG or WebP in base64, without a `data:` prefix; 5 MB at most"),
]
Think = Annotated[bool, Field(strict=True)] | Literal["low", "medium", "high", "max"]
Options = Annotated[
    dict[Annotated[str, StringConstraints(max_length=100)], JsonValue], Field(max_length=100)
]
Piece = Annotated[str, StringConstraints(max_length=MAX_PIECE)]
Name = Annotated[str, StringConstraints(max_length=60)]


class ChatMessage(Message):
    role: Literal["system", "user", "assistant"]
    content: Prose
    thinking: Prose | None = None
    images: Annotated[list[Image], Field(max_length=8)] = []


class PlaygroundStart(Message):
    """Server to client: ask your Ollama, and tell what comes while it comes."""

    type: Literal["playground.start"] = "playground.start"
    stream_id: UUID
    model: ModelName
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=1000)]
    options: Options | None = None
    think: Think | None = Field(default=None, description="None = the model's own way")
    keep_alive: KeepAlive | None = None


class PlaygroundStop(Message):
    """Server to client: close the request; answered by `playground.end`."""

    type: Literal["playground.stop"] = "playground.stop"
    stream_id: UUID


class PlaygroundChunk(Message):
    """Client to server: what came since the last one. Text is never lost, only put together."""

    type: Literal["playground.chunk"] = "playground.chunk"
    stream_id: UUID
    text: Piece = ""
    thinking: Piece = ""
    pieces: Count = Field(description="Pieces that came so far; Ollama sends about one a token")
    ttft_s: Number | None = Field(description="Request sent to first piece")
    elapsed_s: Number = Field(description="Request sent to the last piece")


class PlaygroundEnd(Message):
    """Client to server: no more of it comes, for one of four reasons: `done_reason` (as Ollama
    says), `error`, `stopped`, or an answer that broke off.
    """

    type: Literal["playground.end"] = "playground.end"
    stream_id: UUID
    done_reason: Line | None = None
    stopped: Flag = False
    error: JobError | None = None
    counters: Annotated[dict[Name, Count], Field(max_length=20)] = Field(
        default={}, description="Ollama's own final fields: nanoseconds and tokens"
    )
    metrics: Annotated[dict[Name, Number], Field(max_length=30)] = Field(
        default={}, description="As `obt.measure.metrics` has them: seconds, tokens per second"
    )


PlaygroundOrder = Annotated[PlaygroundStart | PlaygroundStop, Field(discriminator="type")]
PlaygroundTold = Annotated[PlaygroundChunk | PlaygroundEnd, Field(discriminator="type")]
