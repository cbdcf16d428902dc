"""The messages of the link, one JSON object per WebSocket text message, named `noun.verb`."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from obt.wire.facts import Beat, Hardware, InstalledModel
from obt.wire.jobs import (
    JobAccepted,
    JobAssigned,
    JobCancel,
    JobFinished,
    JobProgress,
    JobRef,
    JobSettled,
)
from obt.wire.operations import Kind
from obt.wire.playground import (
    PlaygroundChunk,
    PlaygroundEnd,
    PlaygroundStart,
    PlaygroundStop,
)
from obt.wire.transfer import TransferClose, TransferOpen, TransferOpened, TransferRead
from obt.wire.types import Count, Line, Message, ModelName, Number

MAX_FRAME_BYTES = 8 * 1024 * 1024  # a full snapshot of 10,000 models is about 4 MB

Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
"""A hash of a client's whole list of models: equal = nothing to send."""


OUTPUT_RATE = "output_rate"
"""In `Hello.features` of a client that can tell it; in `Welcome.features` of a server that takes
it in a beat's telemetry."""

Features = Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=100)]


def _is_empty(names: list[str]) -> bool:
    return not names


class Hello(Message):
    """Client to server, first on every link; answered by `welcome` or a close with its reason."""

    type: Literal["hello"] = "hello"
    # bounded loosely on purpose: another version must reach the answer that names it
    protocol: Count
    client_version: Line
    kinds: list[Kind] = Field(description="The operations this client can carry out")
    features: Features = Field(
        default=[],
        description="What it can do beside; a name that is not known here means nothing",
        examples=[["playground"]],
    )
    models: Fingerprint | None = Field(
        default=None, description="Fingerprint of its list of models; none = not read yet"
    )
    jobs: Annotated[list[JobRef], Field(max_length=10_000)] = Field(
        default=[], description="Jobs it has accepted and the server has not settled"
    )


class Welcome(Message):
    type: Literal["welcome"] = "welcome"
    protocol: Count
    heartbeat_interval_s: Number
    client_timeout_s: Number
    resync: bool = Field(description="The server has another list of models: send all of it")
    features: Features = Field(
        default=[],
        exclude_if=_is_empty,  # a client that named none of them knows no such field
        description="Of those that the hello named, what the server takes in frames of this link",
    )


class BeatFrame(Beat):
    """Client to server: every interval, and at once when something in it changed."""

    type: Literal["beat"] = "beat"


class HardwareChanged(Message):
    type: Literal["hardware.changed"] = "hardware.changed"
    hardware: Hardware


class ModelsSnapshot(Message):
    """Client to server: all models that this Ollama has."""

    type: Literal["models.snapshot"] = "models.snapshot"
    models: Annotated[list[InstalledModel], Field(max_length=20_000)]
    fingerprint: Fingerprint


class ModelsChanged(Message):
    """Client to server: what changed since `base`; a server at another base asks for a resync."""

    type: Literal["models.changed"] = "models.changed"
    base: Fingerprint
    fingerprint: Fingerprint
    upserted: Annotated[list[InstalledModel], Field(max_length=20_000)] = []
    removed: Annotated[list[ModelName], Field(max_length=20_000)] = []


class Resync(Message):
    """Server to client: send `models.snapshot`."""

    type: Literal["resync"] = "resync"


class Goodbye(Message):
    """Client to server: stopping on purpose."""

    type: Literal["goodbye"] = "goodbye"
    reason: Line = "stopped"


ClientFrame = Annotated[
    Hello
    | BeatFrame
    | HardwareChanged
    | ModelsSnapshot
    | ModelsChanged
    | Goodbye
    | JobAccepted
    | JobProgress
    | JobFinished
    | TransferOpened
    | PlaygroundChunk
    | PlaygroundEnd,
    Field(discriminator="type"),
]
ServerFrame = Annotated[
    Welcome
    | Resync
    | JobAssigned
    | JobCancel
    | JobSettled
    | TransferOpen
    | TransferRead
    | TransferClose
    | PlaygroundStart
    | PlaygroundStop,
    Field(discriminator="type"),
]

client_frame: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)
server_frame: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
