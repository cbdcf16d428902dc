"""What the server has not answered yet, on disk: a sample outlives a crash, and a server's absence.

Lines of JSON. Each is forced to the disk before the next sample begins: a sample may have taken
minutes. A start of the benchmark is a line too, for each start has prompts of its own.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import BaseModel, ValidationError

from obt.client.private_file import make_private_dir, write_private
from obt.measure.sample import CellKey, Sample, Trial
from obt.wire.benchmarks import MAX_SAMPLES_PER_REPORT, BenchmarkReport, Machine

log = structlog.get_logger("obt.client.benchmarks")

MAX_TRIALS = 2000
OLD_S = 30 * 24 * 3600.0
MAX_BATCH = 2_000_000  #: Bytes; a single line may be longer


class _Line(BaseModel):
    begun: int | None = None
    report: BenchmarkReport | None = None


@dataclass(frozen=True)
class Batch:
    report: BenchmarkReport
    end: int  #: Of its lines in the file


class Spool:
    """One benchmark's. Blocking; every call raises OSError where the disk fails."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._attempt = 0
        self._answered = 0  #: Bytes of the file
        self._size = 0

    @property
    def empty(self) -> bool:
        return self._answered >= self._size

    def begin(self) -> int:
        """The number of this start, from 0. What a kill has torn at the end is cut off."""
        self.open()
        self._attempt += 1
        self._append(_Line(begun=self._attempt))
        return self._attempt - 1

    def open(self) -> None:
        make_private_dir(self._path.parent)
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            text = b""
        whole = text.rfind(b"\n") + 1
        if whole < len(text):
            log.warning("the last line of the spool was torn", path=str(self._path))
            os.truncate(self._path, whole)
        self._answered, self._size = 0, whole
        begun = [line.begun for _, line in self._lines() if line.begun is not None]
        self._attempt = max(begun, default=0)

    def append(self, report: BenchmarkReport) -> None:
        self._append(_Line(report=report))

    def batch(self) -> Batch | None:
        """The next lines as one report; None where all is answered."""
        machine: Machine | None = None
        trials: dict[CellKey, Trial] = {}
        samples: list[Sample] = []
        begin = end = self._answered
        for line_end, line in self._lines():
            report = line.report
            if report is None:  # a start: nothing to tell
                end = line_end
                continue
            full = len(samples) + len(report.samples) > MAX_SAMPLES_PER_REPORT
            full |= len(trials) + len(report.trials) > MAX_TRIALS
            if (samples or trials or machine) and (full or line_end - begin > MAX_BATCH):
                break
            machine = report.machine or machine
            trials.update({trial.cell: trial for trial in report.trials})
            samples += report.samples
            end = line_end
        told = BenchmarkReport(machine=machine, trials=list(trials.values()), samples=samples)
        if told == BenchmarkReport():
            self._answered = end
            return None
        return Batch(told, end)

    def answered(self, batch: Batch) -> None:
        """The server has it; a file that holds nothing else begins anew."""
        self._answered = batch.end
        if self.empty:
            text = _Line(begun=self._attempt).model_dump_json(exclude_none=True) + "\n"
            write_private(self._path, text)
            self._answered = self._size = len(text.encode())

    def delete_old(self) -> None:
        """One that nobody has gone on with for long; a paused benchmark needs its number."""
        if time.time() - self._path.stat().st_mtime > OLD_S:
            self.delete()

    def delete(self) -> None:
        self._path.unlink(missing_ok=True)

    def _append(self, line: _Line) -> None:
        text = (line.model_dump_json(exclude_none=True) + "\n").encode()
        with open(self._path, "ab", opener=_private) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self._size += len(text)

    def _lines(self) -> Iterator[tuple[int, _Line]]:
        """Those not answered, each with where it ends. A line that makes no sense is left out."""
        if not self._size:
            return
        with self._path.open("rb") as file:
            file.seek(self._answered)
            at = self._answered
            while at < self._size and (text := file.readline()):
                at += len(text)
                try:
                    yield at, _Line.model_validate_json(text)
                except ValidationError:  # another version's
                    log.warning("a line of the spool makes no sense", path=str(self._path))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
