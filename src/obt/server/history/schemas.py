"""What the history slice answers."""

from typing import Self, cast
from uuid import UUID

from pydantic import AwareDatetime, Field

from obt.server.core.schemas import Schema
from obt.server.history.changes import Kind
from obt.server.history.tables import LogRow
from obt.server.history.values import Metric, Unit


class Series(Schema):
    """One value over time; a null where no beat at that time had it."""

    metric: Metric = Field(description="As in a beat's telemetry")
    gpu: int | None = Field(description="Index of the GPU; null = the machine's own value")
    unit: Unit
    mean: list[float | None]
    max: list[float | None] = Field(description="The highest; equal to `mean` where beats are told")


class ClientHistory(Schema):
    """Telemetry in columns: the n-th value of every series belongs to the n-th time."""

    client_id: str
    begins_at: AwareDatetime = Field(description="Of what was asked for, as far as it is kept")
    ends_at: AwareDatetime
    step_s: float | None = Field(
        description="Each time begins so many seconds that were summed up; null = single beats",
        examples=[60.0],
    )
    gap_s: float = Field(
        description="Between two times further apart nothing is known: draw no line", examples=[90]
    )
    at: list[float] = Field(
        description="Unix seconds, rising; times without a beat are left out",
        examples=[[1777629600.0, 1777629660.0]],
    )
    series: list[Series]


class ClientLately(Schema):
    """Means in %, a null where no beat told it; null altogether where none of them did."""

    client_id: str
    cpu_percent: list[int | None] | None
    gpu_percent: list[int | None] | None = Field(description="Of the busiest GPU")


class Lately(Schema):
    """How busy all clients were in the last minutes: the n-th value is of the n-th step."""

    begins_at: AwareDatetime
    step_s: float = Field(examples=[30.0])
    clients: list[ClientLately]


class LogEntry(Schema):
    """Something that happened to a client, or to the server."""

    id: int
    at: AwareDatetime
    kind: Kind
    model: str | None
    detail: str | None = Field(
        description="The reason, `before → after` of a version, or how many models; for people",
        examples=["silent for 60 s"],
    )
    job_id: UUID | None

    @classmethod
    def of(cls, row: LogRow) -> Self:
        return cls(
            id=row.number,
            at=row.at,
            kind=cast(Kind, row.kind),
            model=row.model,
            detail=row.detail,
            job_id=row.job_id,
        )
