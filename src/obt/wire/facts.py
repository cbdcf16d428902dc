"""What a client knows of its node: hardware, telemetry, Ollama, models."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from obt.wire.types import (
    Absent,
    Bytes,
    Count,
    Digest,
    Flag,
    Line,
    Message,
    ModelName,
    Number,
    Percent,
)

Text = Annotated[str, StringConstraints(max_length=1000)]


def _is_none(value: object) -> bool:
    return value is None


class Cpu(Message):
    model: Line | None = None
    architecture: Line
    cores_physical: Count | None = None
    cores_logical: Count | None = None


class OperatingSystem(Message):
    name: Line = Field(examples=["Debian GNU/Linux 12"])
    version: Line | None = None


class Gpu(Message):
    index: Count
    name: Line
    vendor: Literal["nvidia", "amd", "apple", "intel", "other"]
    memory_total: Bytes | None = None
    driver: Line | None = None
    unified_memory: Flag = Field(
        default=False, description="The GPU shares the machine's memory (Apple silicon)"
    )


class Disk(Message):
    path: Text
    total: Bytes


class Hardware(Message):
    """What changes only when somebody opens the machine (or upgrades it)."""

    cpu: Cpu
    memory_total: Bytes | None = None
    os: OperatingSystem
    gpus: Annotated[list[Gpu], Field(max_length=64)] = []
    models_disk: Disk | None = Field(default=None, description="The disk of the models folder")
    absent: Absent = {}


class GpuTelemetry(Message):
    index: Count
    memory_used: Bytes | None = None
    utilization_percent: Percent | None = None
    temperature_c: Number | None = None
    power_w: Number | None = None
    clock_mhz: Number | None = None


class Telemetry(Message):
    """What a beat measures. A missing value has its reason in `absent`."""

    cpu_percent: Percent | None = None
    load_1m: Number | None = None
    memory_used: Bytes | None = None
    disk_free: Bytes | None = None
    output_rate: Number | None = Field(
        default=None,
        exclude_if=_is_none,  # a server that is older than this field refuses even a null
        description="Output tokens per second since the beat before, of what OBT itself asked "
        "this Ollama for; absent where that was nothing",
    )
    gpus: Annotated[list[GpuTelemetry], Field(max_length=64)] = []
    absent: Absent = {}


class OllamaState(Message):
    """The Ollama beside the client, as last probed."""

    reachable: Flag
    url: Text = Field(examples=["http://127.0.0.1:11434"])
    version: Line | None = None
    error: Line | None = Field(default=None, description="Why it is not reachable, for people")
    stale: Flag = Field(
        default=False,
        description="The last probe was too slow to answer: what is shown is from an earlier one",
    )


class Attention(Message):
    """How a model keeps its context, as its file says: its size in memory follows from that."""

    layers: Count
    heads: Count = Field(description="Of the layer that has the most")
    kv_heads: Count = Field(description="Of all layers together")
    key_length: Count = Field(description="Values per KV head and token")
    value_length: Count = Field(description="Values per KV head and token")
    sliding_window: Count | None = Field(
        default=None, description="Tokens that some of its layers keep at most"
    )


class ModelDetails(Message):
    family: Line | None = None
    families: Annotated[list[Line], Field(max_length=32)] = []
    format: Line | None = None
    parameter_size: Line | None = Field(default=None, examples=["8.0B"])
    quantization: Line | None = Field(default=None, examples=["Q4_K_M"])
    context_length: Count | None = Field(default=None, description="Longest context, in tokens")
    embedding_length: Count | None = None
    vocabulary: Count | None = Field(default=None, description="How many tokens it knows")
    attention: Attention | None = Field(
        default=None, description="Absent where the model's file does not tell all of it"
    )
    capabilities: Annotated[list[Line], Field(max_length=32)] = Field(
        default=[], examples=[["completion", "tools"]]
    )


class InstalledModel(Message):
    name: ModelName
    digest: Digest
    size: Bytes
    modified_at: AwareDatetime
    details: ModelDetails = ModelDetails()
    remote_model: Line | None = Field(default=None, description="Set on cloud stubs only")
    remote_host: Text | None = Field(default=None, description="Set on cloud stubs only")


class LoadedModel(Message):
    name: ModelName
    digest: Digest
    size: Bytes = Field(description="RAM and VRAM together")
    size_vram: Bytes
    context_length: Count | None = None
    expires_at: AwareDatetime | None = Field(
        default=None, description="When Ollama will unload it; absent = never"
    )


class Beat(Message):
    """One heartbeat, the same on the link and over REST."""

    ollama: OllamaState
    telemetry: Telemetry
    loaded: Annotated[list[LoadedModel], Field(max_length=500)]
