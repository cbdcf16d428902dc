"""What the API says of jobs."""

from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from obt.server.core.schemas import Schema
from obt.wire.jobs import JobError, JobState, Progress
from obt.wire.operations import Kind, Operation


class Job(Schema):
    job_id: UUID
    batch_id: UUID
    kind: Kind
    client_id: str
    model: str | None
    operation: Operation
    state: JobState
    waiting_for: str | None = Field(
        description="What a queued job waits for, for people", examples=["desk-pc to come online"]
    )
    progress: Progress | None
    error: JobError | None
    result: JsonValue = Field(description="What the operation answered (show, dry runs)")
    attempts: int
    cancelling: bool = Field(description="Somebody wished it cancelled; not yet carried out")
    created_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    deadline_at: AwareDatetime | None
