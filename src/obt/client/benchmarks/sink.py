"""Who is told what is measured, as it happens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from obt.measure.sample import CellKey, Sample, Trial
from obt.wire.benchmarks import Machine


class Sink(Protocol):
    """Awaited between samples: what it takes is no time of any sample."""

    async def machine(self, machine: Machine) -> None: ...

    async def trials(self, trials: Sequence[Trial]) -> None:
        """New or changed; a later one replaces an earlier one of its cell. Never empty."""

    async def sample(self, sample: Sample) -> None:
        """Its trial was told before."""


@dataclass
class MemorySink:
    """Keeps all of it, for whoever has no server."""

    seen_on: Machine | None = None
    by_cell: dict[CellKey, Trial] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)

    async def machine(self, machine: Machine) -> None:
        self.seen_on = machine

    async def trials(self, trials: Sequence[Trial]) -> None:
        self.by_cell.update({trial.cell: trial for trial in trials})

    async def sample(self, sample: Sample) -> None:
        self.samples.append(sample)
