"""How far it is, and when it will be done: from measured durations, or not at all."""

from collections.abc import Callable, Sequence
from math import ceil
from statistics import fmean

from obt.client.benchmarks.cells import Cell
from obt.client.probes.reading import line
from obt.measure.plan import Step, StopRule
from obt.measure.plan.stopping import TRIES_PER_SAMPLE
from obt.wire.jobs import Progress

Tell = Callable[[Progress], None]


class Pace:
    def __init__(self, cells: Sequence[Cell], stop: StopRule, tell: Tell) -> None:
        self._cells = cells
        self._stop = stop
        self._tell = tell
        self._took: dict[str, list[float]] = {}
        self._ahead: set[str] = set()  #: Cells whose turn in this round is still to come
        self._round = 0
        self.elapsed_s = 0.0  #: Of the budget in minutes

    def round(self, steps: Sequence[Step]) -> None:
        self._ahead = {step.cell.key for step in steps}
        self._round = steps[-1].round + 1 if steps else self._round

    def took(self, cell: Cell, seconds: float) -> None:
        """All that its turn took: also loading and warming up."""
        self._took.setdefault(cell.key, []).append(seconds)
        self.skip(cell)

    def skip(self, cell: Cell) -> None:
        self._ahead.discard(cell.key)

    def at(self, cell: Cell, doing: str = "") -> None:
        what = f"round {self._round} · {cell.title}"
        self.say(f"{what} · {doing}" if doing else what)

    def say(self, status: str) -> None:
        live = self._live()
        left = self.samples_left()
        done = sum(cell.tried for cell in live)
        self._tell(
            Progress(status=line(status), completed=done, total=done + left, eta_s=self.eta_s())
        )

    def samples_left(self) -> int:
        live = self._live()
        return len(self._rest(live)) + self._rounds_left(live) * len(live)

    def eta_s(self) -> float | None:
        """None until every cell had a turn."""
        live = self._live()
        each = {cell.key: fmean(took) for cell in live if (took := self._took.get(cell.key))}
        if len(each) < len(live) or not live:
            return None
        left = sum(each[cell.key] for cell in self._rest(live))
        left += self._rounds_left(live) * sum(each.values())
        if self._stop.max_minutes is not None:
            left = min(left, max(0.0, self._stop.max_minutes * 60 - self.elapsed_s))
        return left

    def _live(self) -> list[Cell]:
        return [cell for cell in self._cells if cell.trial.failed is None]

    def _rest(self, live: list[Cell]) -> list[Cell]:
        return [cell for cell in live if cell.key in self._ahead]

    def _rounds_left(self, live: list[Cell]) -> int:
        """After this one. All cells go on while one of them needs more."""
        return max((self._needs(cell) - (cell.key in self._ahead) for cell in live), default=0)

    def _needs(self, cell: Cell) -> int:
        """More samples, with as many rejected as so far."""
        most = TRIES_PER_SAMPLE * self._stop.max_samples - cell.tried
        if self._stop.judge_cell(cell.values, cell.tried) is not None:
            return 0
        wanted = self._stop.samples_left(cell.values)
        counted = len(cell.values) / cell.tried if cell.tried and cell.values else 1.0
        return max(1, min(ceil(wanted / counted), most))
