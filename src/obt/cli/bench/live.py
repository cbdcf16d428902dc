"""A benchmark as it goes on: what each machine does, and the results so far."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from obt.cli import words
from obt.cli.bench import results
from obt.cli.bench.results import Label
from obt.cli.screen import STYLES, Column, Row, aligned, console
from obt.sdk.benchmarks import Benchmark, BenchmarkCell, Part

BESIDE = 5  #: Lines of the screen that are left to others
LEAST = 4  #: Rows of results, however low the screen is
DONE = {"succeeded": "done"}
PARTS = [
    Column("MACHINE", gives=True),
    Column("STATE"),
    Column("NOW", gives=True),
    Column("DONE", right=True, leaves=2),
    Column("LEFT", right=True, leaves=1),
]


class LiveBenchmark:
    """Takes the benchmark whenever it has changed. Moves only on a terminal; elsewhere it says
    what each machine begins and ends.

    Args:
        shown: False = silent.
        still: draw only when something is put, and not in between.
    """

    def __init__(self, label: Label, *, shown: bool = True, still: bool = False) -> None:
        self._label = label
        self._shown = shown
        self._still = still
        self._out = console()
        self._live: Live | None = None
        self._last: Benchmark | None = None
        self._told: dict[str, str] = {}

    @contextmanager
    def live(self) -> Iterator[None]:
        if not self._shown or not self._out.is_terminal:
            yield
            return
        live = Live(
            self,
            console=self._out,
            transient=True,
            refresh_per_second=4,
            auto_refresh=not self._still,
        )
        with live:
            self._live = live
            try:
                yield
            finally:
                self._live = None

    def put(self, benchmark: Benchmark) -> None:
        self._last = benchmark
        if self._live is not None:
            if self._still:
                self._live.refresh()
            return
        if not self._shown:
            return
        for part in benchmark.parts:
            line = f"{self._word(part):<9} {self._label(part.client_id)}{_before_rounds(part)}"
            if self._told.get(part.client_id) != line:
                self._told[part.client_id] = line
                self._out.print(line, soft_wrap=True)

    def _word(self, part: Part) -> str:
        if part.waiting_for:
            return f"waiting for {part.waiting_for}:"
        why = f" ({part.error.message})" if part.error and part.state == "failed" else ""
        return DONE.get(part.state, part.state) + why

    def __rich_console__(self, out: Console, options: ConsoleOptions) -> RenderResult:
        if self._last is None:
            return
        room = max(LEAST, out.height - BESIDE)
        parts = going(self._last)
        shown = parts[: max(1, room // 3)]
        rows = [part_row(part, self._label) for part in shown]
        yield from aligned(PARTS, rows, options.max_width)
        if len(parts) > len(shown):
            yield Text(f"and {words.count(len(parts) - len(shown), 'more machine')}", style="dim")
        cells = results.ordered(self._last.cells, self._label)
        if not cells:
            return
        yield Text()
        few = chosen(cells, max(LEAST, room - len(shown) - 2))
        yield from results.lines(few, self._label, options.max_width, live=True)
        if len(cells) > len(few):
            yield Text(f"and {words.count(len(cells) - len(few), 'more cell')}", style="dim")


def going(benchmark: Benchmark) -> list[Part]:
    return [part for part in benchmark.parts if part.state in ("queued", "running")]


def part_row(part: Part, label: Label) -> Row:
    """What a machine does now, in the columns of PARTS."""
    name = label(part.client_id)
    if part.waiting_for:
        return (name, ("waiting", "dim"), f"for {part.waiting_for}", "", "")
    state = (part.state, STYLES.get(part.state, ""))
    progress = part.progress
    if progress is None:
        return (name, state, "", "", "")
    done = ""
    if progress.total and progress.completed is not None:
        done = f"{100 * progress.completed // progress.total} %"
    left = words.span(progress.eta_s) if progress.eta_s is not None else ""
    return (name, state, progress.status, done, left)


def _before_rounds(part: Part) -> str:
    """What it waits for or prepares. The rounds themselves would be a line for each sample."""
    status = part.progress.status if part.progress and part.state == "running" else ""
    return f": {status}" if status and not status.startswith("round ") else ""


def chosen(cells: Sequence[BenchmarkCell], room: int) -> list[BenchmarkCell]:
    """As many as there is room for: those that go on before those that are done or to come."""
    order = sorted(range(len(cells)), key=lambda i: (_rank(cells[i]), i))
    return [cells[i] for i in sorted(order[:room])]


def _rank(cell: BenchmarkCell) -> int:
    if cell.stopped is None and cell.failed is None:
        return 0 if cell.samples else 2
    return 1
