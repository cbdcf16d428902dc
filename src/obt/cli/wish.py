"""Filing jobs and following them to their end: what all operations have in common."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import typer

from obt.cli.board import Board
from obt.cli.exits import INTERRUPTED, JOBS_FAILED, OK, Mistake, told
from obt.cli.fleet import Fleet
from obt.cli.screen import note, say, say_json
from obt.cli.words import count
from obt.sdk import AsyncObt, JobBatch, ModelOperation, Obt

Report = Callable[[JobBatch], None]
"""In the place of a line for each job."""


@dataclass(frozen=True)
class How:
    """What every operation lets people choose."""

    server: str | None = None
    as_json: bool = False
    no_wait: bool = False
    cancel_on_interrupt: bool = False


@contextmanager
def connected(server: str | None, query: str = "") -> Iterator[Obt]:
    """Ends the program with an exit code where something is wrong."""
    with told(query), Obt(server) as obt:
        yield obt


def fleet_of(obt: Obt) -> Fleet:
    return Fleet(obt.clients())


def file_and_follow(
    obt: Obt,
    fleet: Fleet,
    operation: ModelOperation,
    targets: Sequence[tuple[str, str | None]],
    how: How,
    report: Report | None = None,
) -> None:
    """Ends the program: 0 where every job succeeded, 1 where not."""
    if not targets:
        raise Mistake("There is nothing to do.")
    batch = obt.create_jobs(operation, targets)
    if how.no_wait:
        if how.as_json:
            say_json(batch)
        else:
            jobs = count(len(batch.jobs), "job")
            say(f"{jobs} filed. Watch: obt jobs wait {short(batch)}")
        raise typer.Exit(OK)
    follow(obt, fleet, batch, how, report)


def follow(obt: Obt, fleet: Fleet, batch: JobBatch, how: How, report: Report | None = None) -> None:
    """Until all have ended; ends the program as `file_and_follow` does."""
    board = Board(fleet, shown=not how.as_json, lines=report is None)
    board.expect(batch.jobs)
    try:
        batch = _waited(obt, batch, board)
    except KeyboardInterrupt:
        _interrupted(obt, batch, board, how)
        raise typer.Exit(INTERRUPTED) from None
    failed = any(job.state != "succeeded" for job in batch.jobs)
    if how.as_json:
        say_json(batch)
    else:
        if report is not None:
            report(batch)
        if report is None or failed:
            _sum_up(batch)
    raise typer.Exit(JOBS_FAILED if failed else OK)


def _waited(obt: Obt, batch: JobBatch, board: Board) -> JobBatch:
    async def wait() -> JobBatch:
        async with AsyncObt(obt.url) as following:
            return await following.wait(batch, board.put)

    # asyncio, because there Ctrl-C ends a wait at once on Windows too
    with board.live():
        return asyncio.run(wait())


def _interrupted(obt: Obt, batch: JobBatch, board: Board, how: How) -> None:
    if not how.cancel_on_interrupt:
        note(
            f"The jobs go on without this. Watch: obt jobs wait {short(batch)}   "
            f"Stop: obt jobs cancel {short(batch)}"
        )
        return
    note("Cancelling …")
    obt.cancel_batch(batch.batch_id)
    try:
        _waited(obt, batch, board)
    except KeyboardInterrupt:
        note(f"They are being cancelled. Look: obt jobs batch:{short(batch)}")


def _sum_up(batch: JobBatch) -> None:
    if len(batch.jobs) == 1:
        return
    states = Counter(job.state for job in batch.jobs)
    parts = [f"{states.pop('succeeded', 0)} of {len(batch.jobs)} done"]
    parts += [f"{number} {state}" for state, number in states.items()]
    again = f". Again: obt jobs retry {short(batch)}" if states else ""
    say(", ".join(parts) + again)


def short(batch: JobBatch) -> str:
    """Enough of its id to find it again."""
    return str(batch.batch_id)[:8]
