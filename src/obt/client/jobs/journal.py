"""The jobs this client has accepted and the server has not settled, kept through a restart.

Lines are appended and handed to the system, not forced to the disk: what a power cut takes with it
the server sends again, and every operation may be done twice.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import structlog
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from obt.client.private_file import write_private
from obt.wire.jobs import JobAssigned, JobFinished, JobSettled

log = structlog.get_logger("obt.client.jobs")

COMPACT_AT = 500  # lines; at a few hundred bytes each the file stays small


@dataclass
class Entry:
    order: JobAssigned
    finished: JobFinished | None = None


class _Begun(BaseModel):
    what: Literal["begun"] = "begun"
    order: JobAssigned


class _Ended(BaseModel):
    what: Literal["ended"] = "ended"
    report: JobFinished


class _Settled(BaseModel):
    what: Literal["settled"] = "settled"
    order: JobSettled


_Line = Annotated[_Begun | _Ended | _Settled, Field(discriminator="what")]
_line: TypeAdapter[_Line] = TypeAdapter(_Line)


class Journal:
    """A disk that cannot be written is said in the log, and stops no job."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = 0
        self._broken = False

    def read(self) -> dict[UUID, Entry]:
        entries: dict[UUID, Entry] = {}
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return entries
        except OSError as error:
            log.error("the journal of jobs cannot be read", path=str(self._path), why=str(error))
            return entries
        # not `splitlines`: a prompt may hold U+2028, which JSON leaves as it is
        for number, line in enumerate(filter(None, text.split("\n")), 1):
            try:
                _apply(entries, _line.validate_json(line))
            except ValidationError:  # the last line of a run that was killed, or another version's
                log.warning("the journal of jobs has a line that makes no sense", line=number)
            self._lines = number
        if not text.endswith("\n"):
            self._lines = COMPACT_AT  # nothing may be appended to half a line
        return entries

    def begun(self, order: JobAssigned, entries: Iterable[Entry]) -> None:
        self._append(_Begun(order=order), entries)

    def ended(self, report: JobFinished, entries: Iterable[Entry]) -> None:
        self._append(_Ended(report=report), entries)

    def settled(self, order: JobSettled, entries: Iterable[Entry]) -> None:
        self._append(_Settled(order=order), entries)

    def _append(self, line: _Line, entries: Iterable[Entry]) -> None:
        """`entries`: all there are, with this one, for a journal that has grown too long."""
        try:
            if self._lines >= COMPACT_AT or self._broken:
                text = "".join(_text(entry) for entry in entries)
                write_private(self._path, text)
                self._lines = text.count("\n")
            else:
                with open(self._path, "a", encoding="utf-8", opener=_private) as file:
                    file.write(line.model_dump_json() + "\n")
                self._lines += 1
            self._broken = False
        except OSError as error:
            if not self._broken:
                log.error("the journal of jobs cannot be written", why=str(error))
            self._broken = True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _text(entry: Entry) -> str:
    text = _Begun(order=entry.order).model_dump_json() + "\n"
    return text + (_Ended(report=entry.finished).model_dump_json() + "\n" if entry.finished else "")


def _apply(entries: dict[UUID, Entry], line: _Line) -> None:
    match line:
        case _Begun():
            entries[line.order.job_id] = Entry(line.order)
        case _Ended():
            if entry := entries.get(line.report.job_id):
                entry.finished = line.report
        case _Settled():
            entries.pop(line.order.job_id, None)
