"""What client and server say about a benchmark beside its job: samples go over REST, as facts.

The samples themselves are `obt.measure.sample`: a copy of them here would be a second truth.
"""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from obt.measure.plan import StopRule
from obt.measure.sample import CellKey, Sample, Trial
from obt.measure.workloads import Settings, Workload
from obt.wire.facts import Hardware
from obt.wire.types import Count, Flag, Line, Message, ModelName, Number

MAX_SAMPLES_PER_REPORT = 200


class BenchmarkPlan(Message):
    """What one machine has to measure: every model with every workload that fits it."""

    benchmark_id: UUID
    models: Annotated[list[ModelName], Field(min_length=1, max_length=500)]
    workloads: Annotated[list[Workload], Field(min_length=1, max_length=100)] = Field(
        description="In full, of the version that was current when the benchmark began"
    )
    settings: Settings = Settings()
    stop: StopRule = StopRule()
    seed: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        description="Orders and prompts follow from it; each machine adds its own id"
    )
    grouped: Flag = Field(
        default=True, description="Load each model once per round, where loading takes longer"
    )


class Machine(Message):
    """The machine when it began to measure: provenance of every sample that follows."""

    seen_at: AwareDatetime
    client_version: Line
    ollama_version: Line | None = None
    hardware: Hardware
    power_source: Line | None = Field(default=None, examples=["mains", "battery"])
    power_mode: Line | None = Field(default=None, examples=["performance"])
    idle_cpu: Number | None = Field(default=None, description="Share of all cores in use, 0 to 1")


class BenchmarkReport(Message):
    """Client to server. Told until answered; what is told twice is stored once."""

    machine: Machine | None = None
    trials: Annotated[list[Trial], Field(max_length=2000)] = Field(
        default=[], description="New or changed; a later one replaces an earlier one of its cell"
    )
    samples: Annotated[list[Sample], Field(max_length=MAX_SAMPLES_PER_REPORT)] = []


class Taken(Message):
    """A sample that the server has."""

    cell: CellKey
    round: Count
    counted: Flag
    value: Number | None = Field(description="Of the case's primary metric; none if it is rejected")


class BenchmarkStanding(Message):
    """Server to client: the plan, and what it has of this client's part, to go on from there."""

    plan: BenchmarkPlan
    machine: Machine | None
    trials: list[Trial]
    taken: list[Taken]
    elapsed_s: Number = Field(description="Spent measuring so far, of the budget in minutes")
