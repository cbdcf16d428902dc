"""What the jobs slice is asked, and answers to that."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from obt.server.core.schemas import Schema
from obt.server.views.jobs import Job
from obt.wire.operations import ModelOperation
from obt.wire.types import ClientId, Message, ModelName


class Target(Message):
    client_id: ClientId
    model: ModelName | None = None


class JobsCreate(Message):
    """One operation, on each target: a batch."""

    operation: ModelOperation
    targets: Annotated[list[Target], Field(min_length=1, max_length=10_000)]
    deadline_s: Annotated[float, Field(gt=0, le=30 * 86400)] | None = Field(
        default=None, description="Give up when it has not begun within so many seconds"
    )


class JobBatch(Schema):
    batch_id: UUID
    jobs: list[Job]
