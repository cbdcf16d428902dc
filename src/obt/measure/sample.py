"""What one cell's measuring leaves behind: the trial it belongs to, and its samples.

These travel from the client to the server, are stored for good, exported, and imported elsewhere:
they hold everything that a result needs, and no result itself.
"""

from typing import Annotated

from pydantic import AwareDatetime, Field

from obt.measure.frozen import Frozen
from obt.measure.plan.stopping import StopReason
from obt.measure.plan.warmup import Warmth
from obt.measure.prompts import Recipe
from obt.measure.record import NotNegative, Record
from obt.measure.validity import Rejection, Residency
from obt.measure.workloads.options import Think

Share = Annotated[float, Field(ge=0, le=1)]
Value = Annotated[float, Field(ge=0)]


class GpuPoint(Frozen):
    """One GPU at one moment; what its driver does not tell is `None`."""

    index: NotNegative
    use: Share | None = None
    memory_used: NotNegative | None = None  #: Bytes
    clock_mhz: Value | None = None
    temperature_c: float | None = None
    power_w: Value | None = None
    throttled: str | None = None  #: Why it slows itself down, e.g. "thermal"


class TelemetryPoint(Frozen):
    """The machine at one moment, on the clock of the record's stamps."""

    at_ns: int
    cpu: Share | None = None  #: Of all cores
    memory_used: NotNegative | None = None  #: Bytes
    cpu_mhz: Value | None = None
    temperature_c: float | None = None  #: Of the processor
    power_w: Value | None = None  #: Of the processor package
    gpus: tuple[GpuPoint, ...] = ()


class CheckResult(Frozen):
    """One quality check of one reply."""

    check: str  #: Its kind
    passed: bool


class Request(Frozen):
    """One request of a sample, and whether it counts."""

    record: Record
    rejections: tuple[Rejection, ...] = ()  #: Gravest first; empty = it counts
    checks: tuple[CheckResult, ...] = ()


class CellKey(Frozen):
    """One cell on one machine: what is measured."""

    model: Annotated[str, Field(min_length=1, max_length=700)]
    case: Annotated[str, Field(min_length=1, max_length=200)]  #: `Case.key`

    def __str__(self) -> str:
        return f"{self.model} {self.case}"


class Sample(Frozen):
    """One cell's turn in one round: a request, or a block of them under load.

    A cell has one sample per round: (machine, model, case, round) names it for good, and a second
    one of that name is the same sample told twice.
    """

    cell: CellKey
    round: NotNegative  #: Also the block of the statistics
    position: NotNegative  #: In the round's order
    taken_at: AwareDatetime
    requests: Annotated[tuple[Request, ...], Field(min_length=1, max_length=20_000)]
    wall_s: Value  #: First request sent to last reply done
    loaded_for_s: Value | None = None  #: How long the model had been in memory
    residency: Residency | None = None
    telemetry: Annotated[tuple[TelemetryPoint, ...], Field(max_length=100_000)] = ()

    @property
    def counted(self) -> tuple[Request, ...]:
        return tuple(request for request in self.requests if not request.rejections)


class Trial(Frozen):
    """One cell on one machine: under what it was measured, and how it ended."""

    cell: CellKey
    started_at: AwareDatetime
    digest: str | None = None
    quantization: str | None = None
    family: str | None = None
    parameter_size: str | None = None
    format: str | None = None
    size: NotNegative | None = None  #: Bytes on disk
    options: dict[str, int | float | bool]  #: Exactly as sent
    think: Think
    residency: Residency | None = None  #: Of the first warm sample: the reference
    recipe: Recipe | None = None  #: Of its prompts
    warm_up: tuple[float, ...] = ()  #: Rates of the first warm-up
    warmth: Warmth | None = None
    idle_power_w: Value | None = None  #: Of everything that has a sensor, before the first sample
    notes: tuple[str, ...] = ()  #: What a reader must know, e.g. that the machine was not quiet
    stopped: StopReason | None = None  #: Why no more samples were taken; `None` = not yet
    failed: str | None = None  #: Why this cell cannot be measured here, in words
