"""Round after round, until the stop rule is satisfied; nothing is counted twice."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from obt.client.benchmarks.cells import DELETED, Cell, cells_of, resumed
from obt.client.benchmarks.checking import Checker, CheckError
from obt.client.benchmarks.entry import Entry
from obt.client.benchmarks.lengths import Lengths
from obt.client.benchmarks.models import Model
from obt.client.benchmarks.pace import Pace, Tell
from obt.client.benchmarks.provenance import machine
from obt.client.benchmarks.quiet import Guests, Quiet
from obt.client.benchmarks.rig import BOUNDS, Bounds, Time
from obt.client.benchmarks.shots import Shots
from obt.client.benchmarks.sink import Sink
from obt.client.benchmarks.subject import AwayError, GoneError, Subject
from obt.client.benchmarks.taking import Taker
from obt.client.benchmarks.warming import Warming
from obt.client.benchmarks.watch import Seen, Watch
from obt.client.beside import Beside
from obt.measure.plan import Design, Step, StopReason
from obt.measure.sample import Sample
from obt.measure.validity import Reason
from obt.wire.benchmarks import BenchmarkPlan, BenchmarkStanding
from obt.wire.facts import Hardware

T = TypeVar("T")
TRIES = 3
QUIET_SHARE = 0.25  #: Of a budget in minutes, for the machine to be quiet


class SpentError(Exception):
    """The budget in minutes is spent."""


class Rounds:
    """One start of one machine's part."""

    def __init__(
        self,
        plan: BenchmarkPlan,
        sink: Sink,
        subject: Subject,
        shots: Shots,
        watch: Watch,
        tell: Tell,
        time: Time,
        bounds: Bounds,
        beside: Beside,
        *,
        functions: bool,
    ) -> None:
        if (most := plan.stop.max_minutes) is not None:
            # a short budget is not for waiting alone
            bounds = replace(bounds, quiet_s=min(bounds.quiet_s, most * 60 * QUIET_SHARE))
        self._plan = plan
        self._sink = sink
        self._subject = subject
        self._shots = shots
        self._watch = watch
        self._time = time
        self._bounds = bounds
        self._functions = functions
        self.cells: list[Cell] = []
        guests = Guests()
        self._checker = Checker(functions=functions)
        self._taker = Taker(subject, shots, watch, guests, self._checker, time, bounds, beside)
        self._quiet = Quiet(subject, watch, guests, time, bounds, beside)
        self._entry = Entry(
            subject,
            Lengths(subject, shots),
            Warming(subject, shots),
            self._quiet,
            guests,
            plan.models,
            time,
        )
        self._pace = Pace(self.cells, plan.stop, tell)

    async def run(self, standing: BenchmarkStanding | None, hardware: Hardware) -> None:
        """Raises JobFailedError."""
        began = self._time.s() - (standing.elapsed_s if standing else 0.0)
        await self._subject.until_back(self._pace.say)
        self._shots.version = self._subject.version
        await self._quiet.alone(self._pace.say)
        self._pace.say("looking at the idle machine")
        idle = await self._idle()
        await self._sink.machine(
            machine(hardware, self._subject.version, idle.cpu, self._time.utc())
        )
        await self._prepare(standing, idle.power_w)
        await self._sink.trials([cell.trial for cell in self.cells])
        reason = await self._rounds(standing, began) if self._live() else None
        await self._finish(reason)

    async def _idle(self) -> Seen:
        await self._watch.begin()
        try:
            await self._time.sleep(self._bounds.idle_s)
        finally:
            seen = await self._watch.end()
        return seen

    async def _prepare(self, standing: BenchmarkStanding | None, idle_w: float | None) -> None:
        models: dict[str, Model | None] = {}
        for name in self._plan.models:
            models[name] = await self._insist(lambda name=name: self._subject.model(name))  # type: ignore[misc]
        self.cells += cells_of(self._plan, models, self._functions, self._time.utc())
        for cell in self.cells:
            cell.change(idle_power_w=idle_w)
            if self._bounds.foreign_cpu != BOUNDS.foreign_cpu:
                cell.note(
                    f"Other programs were allowed {self._bounds.foreign_cpu:.0%} of the processor."
                )
            try:
                self._checker.prepare(cell.case.checks)
            except CheckError as error:
                cell.change(failed=str(error))
        if standing is not None:
            resumed(self.cells, standing, self._subject.version)

    async def _insist(self, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
        while True:
            try:
                return await ask()
            except AwayError:
                await self._subject.until_back(self._pace.say)

    def _live(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.trial.failed is None]

    async def _rounds(self, standing: BenchmarkStanding | None, began: float) -> StopReason | None:
        """Why they ended; None where no cell is left that can be measured."""
        cells = {cell.key: cell for cell in self._live()}
        design = Design(
            cells=tuple(cell.planned for cell in cells.values()),
            seed=self._shots.seed,
            grouped=self._plan.grouped,
        )
        taken = {(it.round, str(it.cell)) for it in standing.taken} if standing else set()
        count = max((number for number, _ in taken), default=0) + 1
        stop = self._plan.stop
        while True:
            steps = list(design.remaining(taken, count))
            self._pace.round(steps)
            for step in steps:
                self._pace.elapsed_s = self._time.s() - began
                left = None
                if stop.max_minutes is not None:
                    left = stop.max_minutes * 60 - self._pace.elapsed_s
                    if left <= 0:
                        return "max_minutes"
                try:
                    await self._step(cells[step.cell.key], step, left)
                except SpentError:
                    return "max_minutes"
                taken.add((step.round, step.cell.key))
            live = {cell.key: (cell.values, cell.tried) for cell in self._live()}
            reason = stop.judge(live, self._time.s() - began)
            if reason is not None or not live:
                return reason
            count += 1

    async def _step(self, cell: Cell, step: Step, left: float | None) -> None:
        """`left`: seconds of the budget, for all that comes before the sample; a sample that was
        begun is not cut off. Raises SpentError."""
        began = self._time.s()
        for _ in range(TRIES):
            if cell.trial.failed is not None:
                break
            try:
                sample = await self._sample(cell, step, left)
            except AwayError:
                self._entry.forget()
                await self._subject.until_back(self._pace.say)
            except GoneError:
                await self._fail([c for c in self._live() if c.model is cell.model], DELETED)
            else:
                if sample is not None:
                    await self._keep(cell, sample)
                    self._pace.took(cell, self._time.s() - began)
                    return
        else:
            words = f"Ollama went away {TRIES} times while this was to be measured."
            await self._fail([c for c in self._live() if c.group == cell.group], words)
        self._pace.skip(cell)

    async def _sample(self, cell: Cell, step: Step, left: float | None) -> Sample | None:
        """None where the cell turned out to be one that cannot be measured."""
        mates = [mate for mate in self._live() if mate.group == cell.group]
        told = [mate.trial for mate in mates]
        budget = asyncio.timeout(left)
        try:
            async with budget:
                before = await self._entry.ready(cell, mates, self._pace.say)
        except TimeoutError as error:
            if budget.expired():
                raise SpentError from error
            raise
        changed = [m.trial for m, old in zip(mates, told, strict=True) if m.trial is not old]
        if changed:
            await self._sink.trials(changed)
        if cell.trial.failed is not None:
            return None
        self._pace.at(cell)
        since = self._entry.loaded_at.get(cell.model.name)
        return await self._taker.take(cell, step, before, since)

    async def _keep(self, cell: Cell, sample: Sample) -> None:
        reasons = {r.reason for request in sample.requests for r in request.rejections}
        if cell.trial.residency is None and sample.residency is not None and not reasons:
            cell.change(residency=sample.residency)
            await self._sink.trials([cell.trial])
        cell.took(sample)
        await self._sink.sample(sample)
        if Reason.FOREIGN_LOAD in reasons:
            self._entry.disturbed()
        if Reason.ERROR in reasons:
            self._entry.forget()
            await self._subject.until_back(self._pace.say)

    async def _fail(self, cells: list[Cell], words: str) -> None:
        for cell in cells:
            cell.change(failed=words)
        if cells:
            await self._sink.trials([cell.trial for cell in cells])

    async def _finish(self, reason: StopReason | None) -> None:
        live = self._live()
        for cell in live:
            own = self._plan.stop.judge_cell(cell.values, cell.tried)
            cell.change(stopped=reason if reason == "max_minutes" else own)
        if live:
            await self._sink.trials([cell.trial for cell in live])
        with suppress(AwayError, GoneError):
            await self._entry.unload_all(self._pace.say)
