"""A benchmark as one JSON document: what a server exports, and `obt bench run --local` writes.

It holds what was measured and under what, not what follows from it: whoever imports it works out
the results again, with its own statistics.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from obt.measure.plan import StopRule
from obt.measure.sample import Sample, Trial
from obt.measure.workloads import Settings, Workload
from obt.wire.benchmarks import Machine
from obt.wire.types import ClientId, DisplayName, Flag, Line, Message, ModelName, Number


class NotMeasured(Message):
    """A model that a machine did not have."""

    client_id: ClientId
    model: ModelName
    why: Line


class FilePart(Message):
    """One machine's part, with every sample that it took."""

    client_id: ClientId
    client_name: DisplayName
    models: list[ModelName]
    machine: Machine | None = None
    elapsed_s: Number = 0.0
    trials: list[Trial]
    samples: list[Sample]


class BenchmarkFile(Message):
    format: Literal["obt-benchmark"] = "obt-benchmark"
    version: Literal[1] = Field(default=1, description="Of the format; another one is refused")
    obt_version: Line
    exported_at: AwareDatetime
    benchmark_id: UUID = Field(description="Kept when it is imported: twice is once")
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    created_at: AwareDatetime
    workloads: list[Workload]
    settings: Settings
    stop: StopRule
    seed: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    grouped: Flag = True
    left_out: list[NotMeasured] = []
    parts: list[FilePart]


class SampleLine(Message):
    """A line of JSONL. The first one is the file with no samples; one of these follows for each."""

    client_id: ClientId
    sample: Sample
