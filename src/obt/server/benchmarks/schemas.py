"""What the benchmarks slice is asked, and its answers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from obt.measure.catalogue import ReportedName
from obt.measure.plan import StopReason, StopRule
from obt.measure.plan.warmup import Warmth
from obt.measure.report import Curve, DriftReport, LedgerReport, MetricReport, RejectedReport
from obt.measure.report.quality import Quality
from obt.measure.sample import Sample, Trial
from obt.measure.statistics.comparability import Condition
from obt.measure.validity import Rejection
from obt.measure.workloads import Settings, Workload
from obt.measure.workloads.cases import Primary
from obt.measure.workloads.models import WorkloadId
from obt.server.core.schemas import Schema
from obt.wire.benchmarks import Machine
from obt.wire.jobs import JobError, Progress
from obt.wire.types import ClientId, DisplayName, Message, ModelName

BenchmarkState = Literal["queued", "running", "paused", "succeeded", "failed", "cancelled"]


class BenchmarkCreate(Message):
    """Every model with every workload, on each of the clients that has the model."""

    name: DisplayName | None = Field(default=None, examples=["before the upgrade"])
    clients: Annotated[list[ClientId], Field(min_length=1, max_length=1000)]
    models: Annotated[list[ModelName], Field(min_length=1, max_length=200)]
    workloads: Annotated[list[WorkloadId], Field(min_length=1, max_length=50)] = Field(
        examples=[["chat", "decode"]]
    )
    settings: Settings = Settings()
    stop: StopRule = StopRule()


class LeftOut(Schema):
    """A model that a client does not have: not measured there."""

    client_id: str
    model: str
    why: str


class BenchmarkCreated(Schema):
    benchmark_id: UUID
    left_out: list[LeftOut]


class Part(Schema):
    """One machine's part in it."""

    client_id: str
    client_name: str
    models: list[str]
    job_id: UUID | None = Field(description="Of its newest job; none = imported, or long ago")
    state: BenchmarkState
    waiting_for: str | None
    progress: Progress | None
    error: JobError | None
    samples: int
    elapsed_s: float


class BenchmarkSummary(Schema):
    benchmark_id: UUID
    name: str
    created_at: AwareDatetime
    state: BenchmarkState
    imported: bool
    clients: list[str] = Field(description="client_id of each machine that takes part")
    models: list[str]
    workloads: list[str]
    samples: int


class BenchmarkCell(Schema):
    """One model with one case of a workload on one machine."""

    client_id: str
    model: str
    workload: str = Field(
        description="Key of the case: id, version and which one",
        examples=["long-context@1/depth=4096"],
    )
    n: int = Field(description="Requests that count")
    samples: int = Field(description="Rounds taken")
    rejected: list[RejectedReport]
    primary: Primary = Field(description="The metric whose precision ends the rounds")
    metrics: dict[ReportedName, MetricReport]
    absent: dict[ReportedName, dict[str, int]] = Field(description="Metrics without value: why")
    ledger: LedgerReport | None = Field(description="Where the time goes: means, in seconds")
    drift: DriftReport | None
    quality: Quality | None = Field(description="Of its checks; none without checks")
    condition: Condition
    warmth: Warmth | None
    stopped: StopReason | None
    failed: str | None
    notes: list[str]


class Provenance(Schema):
    """Under what all of it was measured."""

    workloads: list[Workload]
    settings: Settings
    stop: StopRule
    seed: str
    grouped: bool
    machines: dict[str, Machine] = Field(description="By client_id")
    left_out: list[LeftOut]
    obt_version: str


class Benchmark(BenchmarkSummary):
    parts: list[Part]
    cells: list[BenchmarkCell]
    curves: list[Curve] = Field(description="Over concurrency, rate, depth, batch size")
    provenance: Provenance


class TakenSample(Schema):
    """A sample as it was taken, with its stamps and telemetry."""

    client_id: str
    number: int
    sample: Sample


class TakenResult(Schema):
    """What one sample says, without its stamps and telemetry: those are at its number."""

    client_id: str
    number: int
    model: str
    workload: str = Field(description="Key of the case, as in the cells")
    round: int
    taken_at: AwareDatetime
    values: dict[ReportedName, tuple[float, ...]] = Field(
        description="Of every request that counts, or one of all of them together"
    )
    rejected: tuple[Rejection, ...] = Field(
        description="The gravest reason of every request that does not count"
    )


class CellTrial(Schema):
    client_id: str
    trial: Trial


Alike = Literal["model,workload", "client,workload", "workload", "client,model,workload"]
"""What two cells must have in common to be compared."""
ExportFormat = Literal["json", "jsonl", "csv", "md", "html", "benchstat"]


class Imported(Schema):
    benchmark_id: UUID
    new: bool = Field(description="False: this server had it already")
