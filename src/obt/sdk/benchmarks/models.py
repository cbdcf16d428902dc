"""What the API says of benchmarks and workloads: the mirror of the server's schemas.

What is measured and what it means are the shapes of `obt.measure` on both sides.
"""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from obt.measure.catalogue import ReportedName
from obt.measure.plan import StopReason, StopRule
from obt.measure.plan.warmup import Warmth
from obt.measure.report import Curve, DriftReport, LedgerReport, MetricReport, RejectedReport
from obt.measure.report.quality import Quality
from obt.measure.sample import Sample
from obt.measure.statistics.comparability import Condition
from obt.measure.workloads import Settings, Workload
from obt.measure.workloads.cases import Primary
from obt.measure.workloads.models import WorkloadId
from obt.sdk.models import Reply
from obt.wire.benchmarks import Machine
from obt.wire.jobs import JobError, Progress
from obt.wire.types import ClientId, DisplayName, Message, ModelName

BenchmarkState = Literal["queued", "running", "paused", "succeeded", "failed", "cancelled"]


class BenchmarkCreate(Message):
    """Every model with every workload, on each of the clients that has the model."""

    name: DisplayName | None = None
    clients: list[ClientId]
    models: list[ModelName]
    workloads: list[WorkloadId]
    settings: Settings = Settings()
    stop: StopRule = StopRule()


class LeftOut(Reply):
    """A model that a client does not have: not measured there."""

    client_id: str
    model: str
    why: str


class BenchmarkCreated(Reply):
    benchmark_id: UUID
    left_out: list[LeftOut]


class Part(Reply):
    """One machine's part in it."""

    client_id: str
    client_name: str
    models: list[str]
    job_id: UUID | None
    state: BenchmarkState
    waiting_for: str | None
    progress: Progress | None
    error: JobError | None
    samples: int
    elapsed_s: float


class BenchmarkSummary(Reply):
    benchmark_id: UUID
    name: str
    created_at: AwareDatetime
    state: BenchmarkState
    imported: bool
    clients: list[str]
    models: list[str]
    workloads: list[str]
    samples: int

    @property
    def ended(self) -> bool:
        """Nothing goes on; one that is paused, failed or cancelled may be resumed."""
        return self.state not in ("queued", "running")


class BenchmarkCell(Reply):
    """One model with one case of a workload on one machine. `workload` is the case's key."""

    client_id: str
    model: str
    workload: str
    n: int
    samples: int
    rejected: list[RejectedReport]
    primary: Primary
    metrics: dict[ReportedName, MetricReport]
    absent: dict[ReportedName, dict[str, int]]
    ledger: LedgerReport | None
    drift: DriftReport | None
    quality: Quality | None
    condition: Condition
    warmth: Warmth | None
    stopped: StopReason | None
    failed: str | None
    notes: list[str]


class Provenance(Reply):
    """Under what all of it was measured; machines by client_id."""

    workloads: list[Workload]
    settings: Settings
    stop: StopRule
    seed: str
    grouped: bool
    machines: dict[str, Machine]
    left_out: list[LeftOut]
    obt_version: str


class Benchmark(BenchmarkSummary):
    parts: list[Part]
    cells: list[BenchmarkCell]
    curves: list[Curve]
    provenance: Provenance


class TakenSample(Reply):
    """A sample as it was taken, with its stamps and telemetry."""

    client_id: str
    number: int
    sample: Sample


Alike = Literal["model,workload", "client,workload", "workload", "client,model,workload"]
"""What two cells must have in common to be compared."""
ExportFormat = Literal["json", "jsonl", "csv", "md", "html", "benchstat"]


class Imported(Reply):
    """`new` is false where the server had it already."""

    benchmark_id: UUID
    new: bool


class WorkloadItem(Reply):
    workload: Workload
    builtin: bool


class WorkloadList(Reply):
    items: list[WorkloadItem]
    total: int
    next_cursor: None = None


class WorkloadFile(Message):
    """The text of a file: Markdown prompts with front matter, or a JSONL trace."""

    format: Literal["markdown", "jsonl"]
    text: str
    id: WorkloadId
