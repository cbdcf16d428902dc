"""What the API says, as a program that has no server installed sees it.

The mirror of the server's own schemas, held to them field by field by tests/sdk/test_models.py.
Fields that a newer server adds are ignored.
"""

from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from obt.wire.facts import Hardware, LoadedModel, OllamaState, Telemetry
from obt.wire.jobs import JobError, JobState, Progress
from obt.wire.operations import Kind, ModelOperation, Operation
from obt.wire.types import ClientId, DisplayName, Labels, Message, ModelName

T = TypeVar("T")
Status = Literal["online", "late", "offline"]
LinkState = Literal["websocket", "rest", "none"]
LogKind = Literal[
    "client.registered",
    "client.online",
    "client.late",
    "client.offline",
    "client.version",
    "ollama.unreachable",
    "ollama.reachable",
    "ollama.version",
    "models.found",
    "model.installed",
    "model.changed",
    "model.removed",
    "model.loaded",
    "model.unloaded",
    "job.ended",
    "server.started",
]


class Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(Reply, Generic[T]):
    """One page of a list; `total` counts all that match."""

    items: list[T]
    total: int
    next_cursor: str | None


class Counts(Reply):
    installed: int
    loaded: int
    jobs: int


class Client(Reply):
    """One client and the node it runs on. Live values are the last heard."""

    client_id: str
    name: str
    hostname: str
    platform: str
    client_version: str
    labels: list[str]
    registered_at: AwareDatetime
    status: Status
    status_reason: str | None
    link: LinkState
    last_seen: AwareDatetime | None
    ollama: OllamaState
    hardware: Hardware
    telemetry: Telemetry | None
    loaded: list[LoadedModel]
    counts: Counts
    outdated: list[str]


class ClientChange(Message):
    """Absent fields stay as they are."""

    name: DisplayName | None = None
    labels: Labels | None = None


class LogEntry(Reply):
    """Something that happened to a client, or to the server. `detail` is for people."""

    id: int
    at: AwareDatetime
    kind: LogKind
    model: str | None
    detail: str | None
    job_id: UUID | None


class Installation(Reply):
    """A model on one client. Sizes in bytes; the last three are null where it is not loaded."""

    client_id: str
    digest: str
    size: int
    modified_at: AwareDatetime
    outdated: bool
    loaded: bool
    size_vram: int | None
    context_length: int | None
    expires_at: AwareDatetime | None


class Model(Reply):
    """One model name, with everywhere it is installed on clients that are not offline."""

    name: str
    family: str | None
    parameter_size: str | None
    quantization: str | None
    context_length: int | None
    capabilities: list[str]
    remote_host: str | None
    size: int
    versions: int
    installed: list[Installation]


class Job(Reply):
    """One operation on one client. A `result` above 16 KB comes only with the job itself."""

    job_id: UUID
    batch_id: UUID
    kind: Kind
    client_id: str
    model: str | None
    operation: Operation
    state: JobState
    waiting_for: str | None
    progress: Progress | None
    error: JobError | None
    result: JsonValue
    attempts: int
    cancelling: bool
    created_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    deadline_at: AwareDatetime | None

    @property
    def ended(self) -> bool:
        return self.state not in ("queued", "running")


class JobBatch(Reply):
    """Jobs filed together."""

    batch_id: UUID
    jobs: list[Job]

    @property
    def ended(self) -> bool:
        return all(job.ended for job in self.jobs)


class Target(Message):
    client_id: ClientId
    model: ModelName | None = None


class JobsCreate(Message):
    operation: ModelOperation
    targets: list[Target]
    deadline_s: float | None = None


class FleetCounts(Reply):
    clients: int
    online: int
    models: int
    installed: int
    loaded: int
    jobs: int


class PublicSettings(Reply):
    heartbeat_interval_s: float
    client_timeout_s: float
    telemetry_history_days: float
    log_history_days: float
    job_history_days: float
    enroll_required: bool


class Info(Reply):
    version: str
    protocol: int
    uptime_s: float
    counts: FleetCounts
    settings: PublicSettings


class FieldProblem(Reply):
    """One thing wrong with a request; in a query, `location` ends with offset and length."""

    location: list[str | int]
    message: str
    code: str


class Problem(Reply):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []
