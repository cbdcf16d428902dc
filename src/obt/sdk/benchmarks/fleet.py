"""What all benchmarks together say: the past of a cell, the leaderboard, advice. A mirror too."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from obt.measure.catalogue import ReportedName
from obt.measure.workloads.cases import Primary
from obt.sdk.models import Reply

Answer = Literal["yes", "no", "unknown"]
Placement = Literal["gpu", "partly", "cpu", "failed", "unknown"]


class Figure(Reply):
    """A measured value; the interval is of the median, 95 %."""

    metric: ReportedName
    median: float
    ci_low: float | None
    ci_high: float | None
    n: int
    unit: str


class Origin(Reply):
    """Where a result comes from."""

    benchmark_id: UUID
    benchmark: str
    measured_at: AwareDatetime
    imported: bool
    digest: str | None
    ollama_version: str | None
    obt_version: str


class PastPoint(Origin):
    workload: str
    primary: Primary
    value: Figure | None
    failed: str | None
    changed: list[Literal["ollama", "digest", "obt"]]


class CellHistory(Reply):
    """Oldest first."""

    client_id: str
    model: str
    points: list[PastPoint]


class Leader(Origin):
    client_id: str
    client_name: str
    model: str
    workload: str
    decode_rate: Figure | None
    ttft: Figure | None
    energy: Figure | None
    size: int | None
    front: bool | None
    energy_front: bool | None


class Leaderboard(Reply):
    """By case, the fastest first."""

    workload: str
    entries: list[Leader]


class Fit(Reply):
    """How the model lay in memory when it was measured; sizes in bytes."""

    placement: Placement
    offload: float | None
    size: int | None
    size_vram: int | None
    context: int | None
    memory_total: int | None


class Advised(Reply):
    """What one machine may be expected to do, from the newest measurement there."""

    client_id: str
    client_name: str
    model: str
    workload: str | None
    origin: Origin
    ttft: Figure | None
    tpot: Figure | None
    e2e: Figure | None
    decode_rate: Figure | None
    cold_load: Figure | None
    fit: Fit
    meets: Answer | None
    reasons: list[str]


class Advice(Reply):
    """Machines that keep the limits before those of which it is not known, before those that do
    not; the fastest first.
    """

    model: str
    workload: str
    machines: list[Advised]
