"""What the workloads slice is asked, and its answers."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from obt.measure.workloads import Workload
from obt.measure.workloads.models import WorkloadId
from obt.server.core.schemas import Schema
from obt.wire.types import Message


class WorkloadItem(Schema):
    workload: Workload
    builtin: bool = Field(description="Comes with OBT: can be neither changed nor deleted")


class WorkloadList(Schema):
    items: list[WorkloadItem]
    total: int
    next_cursor: None = None


class WorkloadBody(RootModel[Workload]):
    """A workload in full. Its `version` is ours to count: what is sent is not looked at."""


class WorkloadFile(Message):
    """The text of a file: Markdown prompts with front matter, or a JSONL trace."""

    format: Literal["markdown", "jsonl"]
    text: Annotated[str, Field(min_length=1, max_length=8_000_000)]
    id: WorkloadId = Field(
        description="What it is called, unless the file says so itself", examples=["our-tickets"]
    )
