"""`measure`: every sample of one machine's part, with or without a server."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from obt.client.benchmarks import provenance
from obt.client.benchmarks.pace import Tell
from obt.client.benchmarks.rig import BOUNDS, TIME, Bounds, Time
from obt.client.benchmarks.rounds import Rounds
from obt.client.benchmarks.shots import Shots
from obt.client.benchmarks.sink import Sink
from obt.client.benchmarks.subject import Subject
from obt.client.benchmarks.watch import MachineWatch, NoWatch, Watch
from obt.client.benchmarks.wire import Wire
from obt.client.beside import Beside, nothing
from obt.client.ollama.access import Ollama
from obt.client.ollama.address import Address
from obt.client.output import Generated, uncounted
from obt.client.probes import disk
from obt.client.probes.reading import Missing
from obt.measure.plan import StopReason
from obt.measure.sample import CellKey
from obt.wire.benchmarks import BenchmarkPlan, BenchmarkStanding
from obt.wire.jobs import Progress


@dataclass(frozen=True)
class CellOutcome:
    cell: CellKey
    n: int  #: Counted samples
    stopped: StopReason | None
    failed: str | None


@dataclass(frozen=True)
class Outcome:
    """Of all attempts together."""

    samples: int
    rejected: int
    cells: tuple[CellOutcome, ...]
    notes: tuple[str, ...]  #: Of all trials, each once


def _silent(_: Progress) -> None:
    """For whoever does not watch."""


async def measure(
    plan: BenchmarkPlan,
    sink: Sink,
    address: Address,
    *,
    machine_id: str = "local",
    standing: BenchmarkStanding | None = None,
    attempt: int = 0,
    tell: Tell = _silent,
    functions: bool = False,
    folder: Callable[[], Path | Missing] | None = None,
    generated: Generated = uncounted,
    beside: Beside = nothing,
    time: Time = TIME,
    bounds: Bounds = BOUNDS,
    transport: httpx.AsyncBaseTransport | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Takes the plan's samples from the Ollama at `address` until its stop rule says so.

    Args:
        machine_id: the plan's orders and prompts follow from its seed and this.
        standing: what was taken before; those samples are not taken again.
        attempt: another number for each start of the same benchmark, so that no prompt comes twice.
        tell: progress, often; `eta_s` is absent until every cell had a turn.
        functions: whether checks by Python functions run. Never for a plan that a server sent.
        folder: finds Ollama's models folder, for the disk in the machine's facts.
        generated: told once of each finished request.
        beside: what else of OBT goes on here. It is waited for, and flags samples.
    Raises:
        JobFailedError: Ollama is gone for good, or does not answer as Ollama does.
    """
    reading = Ollama(address, transport)
    wire = Wire(reading, time, transport)
    try:
        subject = Subject(reading, wire, time, bounds, generated)
        if watch is None:
            watch = MachineWatch(time, address.port) if address.loopback else NoWatch()
        shots = Shots(plan, f"{plan.seed}:{machine_id}", attempt)
        found = await asyncio.to_thread(provenance.hardware, folder or disk_folder(address))
        rounds = Rounds(
            plan, sink, subject, shots, watch, tell, time, bounds, beside, functions=functions
        )
        await rounds.run(standing, found)
    finally:
        await wire.aclose()
        await reading.aclose()
    cells = rounds.cells
    tried = sum(cell.tried for cell in cells)
    return Outcome(
        samples=tried,
        rejected=tried - sum(len(cell.values) for cell in cells),
        cells=tuple(
            CellOutcome(c.trial.cell, len(c.values), c.trial.stopped, c.trial.failed) for c in cells
        ),
        notes=tuple(dict.fromkeys(note for cell in cells for note in cell.trial.notes)),
    )


def disk_folder(address: Address) -> Callable[[], Path | Missing]:
    return lambda: disk.models_folder(None, local=address.loopback)
