"""What client and server say about a job."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from obt.wire.operations import Operation
from obt.wire.types import Bytes, Flag, Line, Message, ModelName, Number

JobState = Literal["queued", "running", "succeeded", "failed", "cancelled", "lost"]
Outcome = Literal["succeeded", "failed", "cancelled"]
Attempt = Annotated[int, Field(strict=True, ge=1, le=10_000)]


class JobError(Message):
    """Why a job failed, in words a person can act on."""

    code: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", examples=["no_space"])]
    message: Annotated[str, Field(max_length=2000)]
    retryable: Flag = Field(description="Trying again may help (network, 503), or never (404)")


class LayerProgress(Message):
    digest: Annotated[str, Field(max_length=80)]
    completed: Bytes
    total: Bytes


class Progress(Message):
    """How far a job is. What cannot be known is absent: no rate or ETA is guessed."""

    status: Line
    completed: Bytes | None = None
    total: Bytes | None = None
    rate: Number | None = Field(default=None, description="Bytes per second, smoothed")
    eta_s: Number | None = None
    layers: Annotated[list[LayerProgress], Field(max_length=200)] = []


class JobRef(Message):
    """A job that a client knows of, told in its hello so that both sides can agree again."""

    job_id: UUID
    attempt: Attempt


class JobAssigned(Message):
    """Server to client. Sent until accepted; a client that knows it already says so again."""

    type: Literal["job.assigned"] = "job.assigned"
    job_id: UUID
    attempt: Attempt
    operation: Operation
    model: ModelName | None = None


class JobCancel(Message):
    """Server to client: stop this attempt and those before it; answered by `job.finished`."""

    type: Literal["job.cancel"] = "job.cancel"
    job_id: UUID
    attempt: Attempt


class JobSettled(Message):
    """Server to client: the result is committed, the client may forget it."""

    type: Literal["job.settled"] = "job.settled"
    job_id: UUID
    attempt: Attempt


class JobAccepted(Message):
    """Client to server: it is remembered here and will end in `job.finished`."""

    type: Literal["job.accepted"] = "job.accepted"
    job_id: UUID
    attempt: Attempt


class JobProgress(Message):
    """Client to server. A state update: a later one replaces an earlier one."""

    type: Literal["job.progress"] = "job.progress"
    job_id: UUID
    attempt: Attempt
    progress: Progress


class JobFinished(Message):
    """Client to server. A fact: kept and repeated by the client until settled."""

    type: Literal["job.finished"] = "job.finished"
    job_id: UUID
    attempt: Attempt
    outcome: Outcome
    error: JobError | None = None
    result: JsonValue = None
    duration_s: Number | None = None


JobReport = Annotated[JobAccepted | JobProgress | JobFinished, Field(discriminator="type")]
JobOrder = Annotated[JobAssigned | JobCancel | JobSettled, Field(discriminator="type")]
