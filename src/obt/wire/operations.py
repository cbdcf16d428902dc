"""What can be wished of a client: one operation per job kind. The model is the target's."""

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field, JsonValue, StringConstraints

from obt.wire.types import ClientId, Flag, Message, ModelName, Number

KeepAlive = Annotated[
    Annotated[
        str,
        StringConstraints(
            max_length=40,
            pattern=r"^-?([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$",
        ),
    ]
    | Number,
    Field(
        description='How long Ollama keeps it: seconds, or a duration as "5m"; negative = for ever',
        examples=["30m"],
    ),
]
Prose = Annotated[str, StringConstraints(max_length=200_000)]


class Load(Message):
    kind: Literal["load"] = "load"
    keep_alive: KeepAlive | None = None
    options: dict[str, JsonValue] | None = Field(
        default=None, description="Ollama's runner options", examples=[{"num_ctx": 8192}]
    )


class Unload(Message):
    kind: Literal["unload"] = "unload"


class Pull(Message):
    kind: Literal["pull"] = "pull"
    insecure: Flag = False


class Delete(Message):
    kind: Literal["delete"] = "delete"


class Copy(Message):
    kind: Literal["copy"] = "copy"
    destination: ModelName
    rename: Flag = Field(default=False, description="Delete the old name afterwards")


class Create(Message):
    """Make the target's model from another model, from blobs, or from a Modelfile's text."""

    kind: Literal["create"] = "create"
    from_model: ModelName | None = None
    modelfile: Prose | None = None
    files: dict[str, str] | None = Field(
        default=None, description="File name to `sha256:` digest of blobs that Ollama has"
    )
    system: Prose | None = None
    template: Prose | None = None
    license: Prose | None = None
    parameters: dict[str, JsonValue] | None = None
    quantize: Annotated[str, StringConstraints(max_length=20)] | None = None


class Push(Message):
    kind: Literal["push"] = "push"
    insecure: Flag = False


class Show(Message):
    kind: Literal["show"] = "show"
    verbose: Flag = False


class Update(Message):
    """Pull only where the registry's manifest differs."""

    kind: Literal["update"] = "update"
    dry_run: Flag = False
    insecure: Flag = False


class Transfer(Message):
    """Copy the target's model from another client's machine, byte for byte."""

    kind: Literal["transfer"] = "transfer"
    source_client_id: ClientId


class Sync(Message):
    """Make the target have what the source has. A plan first, then one transfer for each model."""

    kind: Literal["sync"] = "sync"
    source_client_id: ClientId
    dry_run: Flag = False


class Benchmark(Message):
    """One machine's part of a benchmark. Filed by the server alone; its plan is fetched over REST
    (`obt.wire.benchmarks`), for it may be long, and must not be in every list of jobs.
    """

    kind: Literal["benchmark"] = "benchmark"
    benchmark_id: UUID


ModelOperation = Annotated[
    Load | Unload | Pull | Delete | Copy | Create | Push | Show | Update | Transfer | Sync,
    Field(discriminator="kind"),
]
"""What people file as jobs."""
Operation = Annotated[
    Load
    | Unload
    | Pull
    | Delete
    | Copy
    | Create
    | Push
    | Show
    | Update
    | Transfer
    | Sync
    | Benchmark,
    Field(discriminator="kind"),
]
Kind = Literal[
    "load",
    "unload",
    "pull",
    "delete",
    "copy",
    "create",
    "push",
    "show",
    "update",
    "transfer",
    "sync",
    "benchmark",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
