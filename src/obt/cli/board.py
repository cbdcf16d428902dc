"""Jobs as they go on: what has ended stands above as lines, what runs moves below."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from pydantic import JsonValue
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from obt.cli import words
from obt.cli.fleet import Fleet
from obt.cli.screen import STYLES, console
from obt.sdk import Job

DONE = {"succeeded": "done"}
BAR = 24
NARROW = 72  #: Cells below which the bar and the rate leave
BESIDE = 4  #: Lines of the screen that are left to others


class Board:
    """Takes each job whenever it has changed.

    Args:
        shown: False = silent.
        lines: a line for each job that has ended; without, somebody else tells of them.
    """

    def __init__(self, fleet: Fleet, *, shown: bool = True, lines: bool = True) -> None:
        self._fleet = fleet
        self._shown = shown
        self._lines = lines
        self._open: dict[UUID, Job] = {}
        self._ended: dict[UUID, str] = {}
        self._waiting_told: set[UUID] = set()
        self._widths = (0, 0)
        self._out = console()
        self._live: Live | None = None

    @contextmanager
    def live(self) -> Iterator[None]:
        """Moving only on a terminal."""
        if not self._shown or not self._out.is_terminal:
            yield
            return
        with Live(self, console=self._out, transient=True, refresh_per_second=8) as live:
            self._live = live
            try:
                yield
            finally:
                self._live = None

    def expect(self, jobs: list[Job]) -> None:
        """All that will come, so that lines stand in columns."""
        machines = [len(self._fleet.label(job.client_id)) for job in jobs]
        models = [len(job.model or "") for job in jobs]
        self._widths = (max(machines, default=0), max(models, default=0))

    def put(self, job: Job) -> None:
        if job.ended:
            self._open.pop(job.job_id, None)
            if self._ended.get(job.job_id) != job.state:  # a retry may end it again
                self._ended[job.job_id] = job.state
                if self._lines:
                    self._say(DONE.get(job.state, job.state), job, outcome(job))
            return
        self._ended.pop(job.job_id, None)
        self._open[job.job_id] = job
        if self._live is None and job.waiting_for and job.job_id not in self._waiting_told:
            self._waiting_told.add(job.job_id)
            self._say("waiting", job, waiting(job).removeprefix("waiting "))

    def _say(self, word: str, job: Job, detail: str) -> None:
        if not self._shown:
            return
        line = Text.assemble((f"{word:<9} ", STYLES.get(word, "")), self._names(job))
        room = self._out.width - line.cell_len - 2
        if self._out.is_terminal and len(detail) > room:
            self._out.print(line, no_wrap=True, overflow="ellipsis")
            self._out.print(Padding(Text(detail), (0, 0, 0, 10)))
        else:
            line.append(f"  {detail}")
            line.rstrip()
            self._out.print(line, soft_wrap=True)

    def _names(self, job: Job) -> str:
        machine, model = self._widths
        return f"{self._fleet.label(job.client_id):<{machine}}  {job.model or '':<{model}}"

    def __rich_console__(self, out: Console, options: ConsoleOptions) -> RenderResult:
        room = max(1, out.height - BESIDE)
        active = sorted(self._open.values(), key=lambda job: job.state != "running")
        grid = Table.grid(padding=(0, 2, 0, 0))
        roomy = options.max_width >= NARROW
        for i in range(6 if roomy else 4):
            grid.add_column(no_wrap=True, overflow="ellipsis", justify="right" if i > 3 else "left")
        for job in active[:room]:
            cells = self._cells(job)
            grid.add_row(*(cells if roomy else (*cells[:3], cells[4])))
        yield grid
        if len(active) > room:
            yield Text(f"and {words.count(len(active) - room, 'more job')}", style="dim")

    def _cells(self, job: Job) -> tuple[str | Text | ProgressBar, ...]:
        """Machine, model, what it does, bar, how much, how fast."""
        names = (self._fleet.label(job.client_id), job.model or "")
        if job.state == "queued":
            return (*names, Text(waiting(job), style="dim"), "", "", "")
        progress = job.progress
        if job.cancelling or progress is None:
            what = "cancelling" if job.cancelling else "running"
            return (*names, Text(what, style="cyan"), "", "", "")
        status = Text(re.sub(" [0-9a-f]{12}$", "", progress.status), style="cyan")
        if not progress.total or progress.completed is None:
            return (*names, status, "", "", "")
        done, total = progress.completed, progress.total
        bar = ProgressBar(total=total, completed=done, width=BAR)
        percent = f"{100 * done // total} %"
        left = f"{words.span(progress.eta_s)} left" if progress.eta_s is not None else ""
        fast = words.rate(progress.rate) if progress.rate is not None else ""
        much = f"{percent} of {words.size(total)}"
        return (*names, status, bar, much, "  ".join(part for part in (fast, left) if part))


def waiting(job: Job) -> str:
    """What a queued job waits for; after a failed attempt, also why that failed."""
    if not job.waiting_for:
        return "queued"
    why = f": {job.error.message}" if job.error else ""
    return f"waiting for {job.waiting_for}{why}"


def outcome(job: Job) -> str:
    """What became of it, in a few words, or why not."""
    if job.error is not None and job.state != "succeeded":
        return job.error.message
    result = job.result if isinstance(job.result, dict) else {}
    parts = [_updated(result)] if job.kind == "update" else []
    if job.kind == "sync":
        parts.append(_planned(result))
    if job.kind in ("pull", "transfer", "load", "push") and isinstance(
        size := result.get("size"), int
    ):
        parts.append(words.size(size))
    if result.get("way") == "relay":
        parts.append("through the server")
    if job.started_at and job.finished_at:
        seconds = (job.finished_at - job.started_at).total_seconds()
        if seconds >= 1:
            parts.append(f"in {words.span(seconds)}")
    return " ".join(parts)


def _planned(result: dict[str, JsonValue]) -> str:
    models, size = result.get("models"), result.get("size")
    if not isinstance(models, list) or not isinstance(size, int):
        return "planned"
    return (
        f"{words.count(len(models), 'model')} to copy: {words.size(size)}"
        if models
        else ("has it all")
    )


def _updated(result: dict[str, JsonValue]) -> str:
    if isinstance(reason := result.get("reason"), str):
        return reason
    if not result.get("outdated"):
        return "up to date"
    size = result.get("download_size")
    much = words.size(size) if isinstance(size, int) else "?"
    return f"updated: {much}" if result.get("updated") else f"outdated: {much} to download"
