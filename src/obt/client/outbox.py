"""What the server should hear, until the link takes it.

State is only marked (`beat`, `models`, `hardware`): its frame is built when it is sent, so that a
slow or absent link costs nothing and the latest wins. Reports of jobs are kept themselves: progress
replaces progress, facts keep their order. Memory is bounded by the number of unsettled jobs.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Literal

from obt.wire.jobs import JobFinished, JobProgress, JobReport
from obt.wire.transfer import TransferOpened

State = Literal["beat", "models", "hardware", "playground"]
Item = State | JobReport | TransferOpened
_Key = tuple[str, str, int]


def _key(report: JobReport) -> _Key:
    return (report.type, str(report.job_id), report.attempt)


class Outbox:
    """For one event loop and one taker."""

    def __init__(self) -> None:
        self._states: dict[State, None] = {}  # a set that keeps its order
        self._reports: dict[_Key, JobReport] = {}
        self._answers: deque[TransferOpened] = deque()
        self._filled = asyncio.Event()

    def mark(self, state: State) -> None:
        """This state changed, or is due."""
        self._states[state] = None
        self._filled.set()

    def told(self, state: State) -> None:
        """This state was said in another way."""
        self._states.pop(state, None)

    def put(self, report: JobReport) -> None:
        """See `ports.Reports`."""
        if isinstance(report, JobFinished):
            progress = ("job.progress", str(report.job_id), report.attempt)
            self._reports.pop(progress, None)
        self._reports[_key(report)] = report
        self._filled.set()

    def answer(self, opened: TransferOpened) -> None:
        """For a WebSocket only: who asked waits a few seconds, and no longer."""
        self._answers.append(opened)
        self._filled.set()

    async def take(self) -> Item:
        """The next thing to send, facts first; waits while there is none."""
        while True:
            if (item := self._next()) is not None:
                return item
            self._filled.clear()
            await self._filled.wait()

    def take_reports(self, limit: int) -> list[JobReport]:
        """At most `limit` reports at once, for whoever sends in batches."""
        keys = list(self._reports)[:limit]
        return [self._reports.pop(key) for key in keys]

    def give_back(self, items: Iterable[Item]) -> None:
        """Taken, but not sent: they go first again, unless something newer replaced them."""
        reports: dict[_Key, JobReport] = {}
        for item in items:
            if isinstance(item, TransferOpened):
                continue  # whoever asked has lost its link too
            if isinstance(item, str):
                self.mark(item)
            elif not (isinstance(item, JobProgress) and self._finished(item)):
                reports[_key(item)] = item
        self._reports = {**reports, **self._reports}
        self._filled.set()

    def _next(self) -> Item | None:
        if self._answers:
            return self._answers.popleft()
        if self._reports:
            return self._reports.pop(next(iter(self._reports)))
        if self._states:
            state = next(iter(self._states))
            del self._states[state]
            return state
        return None

    def _finished(self, progress: JobProgress) -> bool:
        return ("job.finished", str(progress.job_id), progress.attempt) in self._reports
