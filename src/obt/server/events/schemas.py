"""The events of the dashboard's stream: one union, discriminated by `type`.

Every event carries `seq`, rising by one within an `epoch` (a life of the server). State updates
(`client.beat`, `job.progress`) may be coalesced for a slow reader, so `seq` may jump; facts never.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, RootModel

from obt.server.core.schemas import Schema
from obt.server.views.clients import ClientSummary, Counts, LinkState, Status
from obt.server.views.jobs import Job
from obt.wire.facts import InstalledModel, LoadedModel, ModelDetails, OllamaState, Telemetry
from obt.wire.jobs import Progress


class Event(Schema):
    seq: int


class InstalledRow(Schema):
    """An installed model in a snapshot: its details stand once in `catalog`."""

    name: str
    digest: str
    size: int
    modified_at: AwareDatetime
    remote_host: str | None


class Snapshot(Event):
    """The whole fleet. Always the first event; replaces all that was known."""

    type: Literal["snapshot"] = "snapshot"
    epoch: str
    clients: list[ClientSummary]
    catalog: dict[str, ModelDetails] = Field(description="Model details by digest")
    installed: dict[str, list[InstalledRow]] = Field(description="Installed models by client_id")
    jobs: list[Job] = Field(description="Jobs queued, running, or ended in the last hour")


class ClientChanged(Event):
    """Registered, renamed, relabelled, new hardware: replaces the client as a whole."""

    type: Literal["client.changed"] = "client.changed"
    client: ClientSummary


class ClientStatus(Event):
    type: Literal["client.status"] = "client.status"
    client_id: str
    status: Status
    status_reason: str | None
    link: LinkState
    last_seen: AwareDatetime | None


class ClientBeat(Event):
    """State update: may be coalesced."""

    type: Literal["client.beat"] = "client.beat"
    client_id: str
    last_seen: AwareDatetime
    ollama: OllamaState
    telemetry: Telemetry
    loaded: list[LoadedModel]
    counts: Counts


class ClientRemoved(Event):
    type: Literal["client.removed"] = "client.removed"
    client_id: str


class ModelsChanged(Event):
    """What changed in one client's installed models; `full` replaces its whole list."""

    type: Literal["models.changed"] = "models.changed"
    client_id: str
    full: bool
    upserted: list[InstalledModel]
    removed: list[str]
    counts: Counts


class JobChanged(Event):
    """Created, or in a new state: replaces the job as a whole."""

    type: Literal["job.changed"] = "job.changed"
    job: Job


class JobProgressed(Event):
    """State update: may be coalesced."""

    type: Literal["job.progress"] = "job.progress"
    job_id: UUID
    progress: Progress


class BenchmarkChanged(Event):
    """State update: it has new samples, began, ended or was deleted. Its results are asked for."""

    type: Literal["benchmark.changed"] = "benchmark.changed"
    benchmark_id: UUID
    removed: bool


AnyEvent = Annotated[
    Snapshot
    | ClientChanged
    | ClientStatus
    | ClientBeat
    | ClientRemoved
    | ModelsChanged
    | JobChanged
    | JobProgressed
    | BenchmarkChanged,
    Field(discriminator="type"),
]


class FleetEvent(RootModel[AnyEvent]):
    """One `data:` of the stream GET /api/v1/events."""
