"""`obt bench run --local`: this machine's Ollama, measured here, without any server."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn
from uuid import UUID, uuid4

import typer

from obt.cli.bench import results
from obt.cli.bench.document import Measured
from obt.cli.bench.follow import measured as any_measured
from obt.cli.bench.here import ThisMachine, installed, this_machine, workloads_of
from obt.cli.bench.live import LiveBenchmark
from obt.cli.bench.writing import check, judged, next_step, write
from obt.cli.exits import INTERRUPTED, JOBS_FAILED, OK, UNREACHABLE, told
from obt.cli.screen import note, say, say_json
from obt.client.benchmarks.measure import measure
from obt.client.benchmarks.rig import BOUNDS
from obt.client.jobs.failure import JobFailedError
from obt.measure.plan import StopRule
from obt.measure.sample import Sample, Trial
from obt.measure.workloads import Settings
from obt.sdk.benchmarks import Benchmark, BenchmarkState
from obt.wire.benchmarks import BenchmarkPlan, Machine
from obt.wire.jobs import Progress


@dataclass(frozen=True)
class Here:
    """What is to be measured."""

    models: list[str]
    workloads: list[str]
    settings: Settings
    stop: StopRule
    name: str | None
    out: Path | None
    as_json: bool


class Screen:
    """The sink of the runner: keeps what is measured, and shows it between samples.

    Nothing is drawn while a sample is taken: that would cost processor time beside it.
    """

    def __init__(self, measured: Measured, board: LiveBenchmark) -> None:
        self.measured = measured
        self._board = board
        self._progress: Progress | None = None
        self._began = time.monotonic()

    async def machine(self, machine: Machine) -> None:
        self.measured.machine = machine

    async def trials(self, trials: Sequence[Trial]) -> None:
        self.measured.update(trials)
        self._show()

    async def sample(self, sample: Sample) -> None:
        self.measured.add(sample)
        self._show()

    def tell(self, progress: Progress) -> None:
        self._progress = progress
        self._show()

    def stands(self, state: BenchmarkState) -> Benchmark:
        spent = time.monotonic() - self._began
        going = self._progress if state == "running" else None
        return self.measured.benchmark(state, going, spent)

    def _show(self) -> None:
        self._board.put(self.stands("running"))


def measure_here(here: Here) -> NoReturn:
    """Ends the program: 0 where all was measured, 1 where not, 3 where no Ollama answers."""
    with told():
        if here.out is not None:
            check(here.out)
        machine = this_machine()
        plan = _planned(here, machine)
    name = here.name or f"{', '.join(plan.models)} · {', '.join(here.workloads)}"[:100]
    measured = Measured(plan, name, machine.client_id, machine.name)
    board = LiveBenchmark(lambda _: machine.name, shown=not here.as_json, still=True)
    screen = Screen(measured, board)
    state, code = _run(plan, machine, screen, board)
    found = screen.stands(state)
    if here.out is not None:
        write(measured, here.out, state, found.parts[0].elapsed_s)
    if here.as_json:
        say_json(found)
    else:
        _tell(found, measured, here)
    raise typer.Exit(code if code != OK or any_measured(found) else JOBS_FAILED)


def _planned(here: Here, machine: ThisMachine) -> BenchmarkPlan:
    """Raises Mistake, typer.Exit."""
    benchmark_id: UUID = uuid4()
    return BenchmarkPlan(
        benchmark_id=benchmark_id,
        models=installed(machine.address, here.models),
        workloads=workloads_of(here.workloads),
        settings=here.settings,
        stop=here.stop,
        seed=benchmark_id.hex[:16],
    )


def _run(
    plan: BenchmarkPlan, machine: ThisMachine, screen: Screen, board: LiveBenchmark
) -> tuple[BenchmarkState, int]:
    measuring = measure(
        plan,
        screen,
        machine.address,
        machine_id=machine.client_id,
        tell=screen.tell,
        bounds=replace(BOUNDS, foreign_cpu=machine.foreign_cpu),
        functions=True,
    )
    try:
        with board.live():
            asyncio.run(measuring)
    except KeyboardInterrupt:
        note("Stopped. What was measured until now:")
        return "cancelled", INTERRUPTED
    except JobFailedError as failure:
        note(f"It cannot go on: {failure}", "red")
        return "failed", UNREACHABLE if not screen.measured.samples else JOBS_FAILED
    return "succeeded", OK


def _tell(found: Benchmark, measured: Measured, here: Here) -> None:
    def label(_: str) -> str:
        return measured.machine_name

    results.tell(found.cells, label, found.curves)
    results.tell_time(found.cells, label)
    results.tell_machines(found.provenance.machines, label)
    if len(found.models) > 1:
        _compare(measured)
    if here.out is not None:
        say(f"\nWritten to {here.out}. {next_step(here.out)}")


def _compare(measured: Measured) -> None:
    """Which model is faster: with NumPy, which comes with the server."""
    found = judged(measured)
    if found is None:
        say("\nWhich of them is faster is judged with NumPy, which comes with OBT's [server]")
        return
    from obt.cli.bench.judged import tell_pairs

    tell_pairs(found)
