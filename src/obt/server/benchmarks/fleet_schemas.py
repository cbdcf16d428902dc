"""What all benchmarks together say: the past of a cell, the leaderboard, advice."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from obt.measure.catalogue import ReportedName
from obt.measure.workloads.cases import Primary
from obt.server.core.schemas import Schema

Answer = Literal["yes", "no", "unknown"]
Placement = Literal["gpu", "partly", "cpu", "failed", "unknown"]


class Figure(Schema):
    """A measured value."""

    metric: ReportedName
    median: float
    ci_low: float | None = Field(description="Of the median, 95 %; null = too few samples")
    ci_high: float | None
    n: int
    unit: str


class Origin(Schema):
    """Where a result comes from."""

    benchmark_id: UUID
    benchmark: str = Field(description="Its name")
    measured_at: AwareDatetime = Field(description="When the cell was begun")
    imported: bool
    digest: str | None
    ollama_version: str | None = Field(description="Of the machine then; null = not told")
    obt_version: str = Field(description="Of the server that planned it")


class PastPoint(Origin):
    workload: str = Field(description="Key of the case")
    primary: Primary
    value: Figure | None = Field(description="Of the primary metric; null = nothing counted")
    failed: str | None
    changed: list[Literal["ollama", "digest", "obt"]] = Field(
        description="What is another one than it last was known to be, for the same case"
    )


class CellHistory(Schema):
    client_id: str
    model: str
    points: list[PastPoint] = Field(description="Oldest first")


class Leader(Origin):
    client_id: str
    client_name: str
    model: str
    workload: str = Field(description="Key of the case")
    decode_rate: Figure | None
    ttft: Figure | None
    energy: Figure | None = Field(description="J per output token; null = not measured")
    size: int | None = Field(description="Of the model on disk, bytes")
    front: bool | None = Field(
        description="No other one of its case is at least as fast with a model at least as big, "
        "and better in one of the two; null = one of them is not known"
    )
    energy_front: bool | None = Field(
        description="The same with energy as a third count, among those that measured it"
    )


class Leaderboard(Schema):
    workload: str
    entries: list[Leader] = Field(description="By case, the fastest first")


class Fit(Schema):
    """How the model lay in memory when it was measured."""

    placement: Placement
    offload: float | None = Field(description="Share on the GPU, 0 to 1")
    size: int | None = Field(description="In memory, RAM and VRAM, bytes")
    size_vram: int | None
    context: int | None = Field(description="Tokens that this was for")
    memory_total: int | None = Field(description="RAM of the machine, bytes")


class Advised(Schema):
    """What one machine may be expected to do, from the newest measurement there."""

    client_id: str
    client_name: str
    model: str = Field(description="As that machine spells it")
    workload: str | None = Field(description="Key of the case; null = not measured with this one")
    origin: Origin
    ttft: Figure | None
    tpot: Figure | None
    e2e: Figure | None
    decode_rate: Figure | None
    cold_load: Figure | None = Field(description="null = never measured there")
    fit: Fit
    meets: Answer | None = Field(description="The medians against the limits; null = none given")
    reasons: list[str]


class Advice(Schema):
    model: str
    workload: str
    machines: list[Advised] = Field(description="Yes before unknown before no, the fastest first")
