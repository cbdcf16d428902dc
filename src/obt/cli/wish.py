"""Filing jobs and following them to their end: what all operations have in common."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import typer

from obt.cli.board import Board
from obt.cli.exits import INTERRUPTED, JOBS_FAILED, OK, Mistake, gone, told
from obt.cli.fleet import Fleet
from obt.cli.screen import note, say, say_json
from obt.cli.words import count
from obt.sdk import AsyncObt, Job, JobBatch, ModelOperation, Obt, ObtError

Report = Callable[[list[Job]], None]
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
    batches = filed(obt, operation, targets)
    done = f"{count(len(targets), 'job')} filed"
    follow_or_leave(obt, fleet, batches, how, done, report)


def follow_or_leave(
    obt: Obt,
    fleet: Fleet,
    batches: Sequence[JobBatch],
    how: How,
    done: str,
    report: Report | None = None,
) -> None:
    """As people wish; ends the program. `done`: what was done so far, for those who leave."""
    if not how.no_wait:
        follow(obt, fleet, batches, how, report)
    if how.as_json:
        _say_json(batches)
    else:
        say(f"{done}. Watch: obt jobs wait {named(batches)}")
    raise typer.Exit(OK)


def filed(
    obt: Obt, operation: ModelOperation, targets: Sequence[tuple[str, str | None]]
) -> list[JobBatch]:
    """In as many batches as it takes. Raises ObtError, after telling what was filed before it."""
    so_far: list[JobBatch] = []
    try:
        return obt.create_batches(operation, targets, on_filed=so_far.append)
    except ObtError:
        if so_far:
            only = f"Only {len(jobs_of(so_far))} of {count(len(targets), 'job')} filed."
            note(f"{only} Stop: obt jobs cancel {named(so_far)}")
        raise


def follow(
    obt: Obt,
    fleet: Fleet,
    batches: Sequence[JobBatch],
    how: How,
    report: Report | None = None,
) -> None:
    """Until all have ended; ends the program as `file_and_follow` does."""
    board = Board(fleet, shown=not how.as_json, lines=report is None)
    board.expect(jobs_of(batches))
    try:
        batches = _waited(obt, batches, board)
    except KeyboardInterrupt:
        _interrupted(obt, batches, board, how)
        raise typer.Exit(INTERRUPTED) from None
    jobs = jobs_of(batches)
    failed = any(job.state != "succeeded" for job in jobs)
    if how.as_json:
        _say_json(batches)
    else:
        if report is not None:
            report(jobs)
        if report is None or failed:
            _sum_up(batches)
    raise typer.Exit(JOBS_FAILED if failed else OK)


def contact(error: ObtError | None) -> None:
    """While something is followed: whether the server answers."""
    note("The OBT server answers again." if error is None else f"{gone(error)} Trying again …")


def _waited(obt: Obt, batches: Sequence[JobBatch], board: Board) -> list[JobBatch]:
    async def wait() -> list[JobBatch]:
        async with AsyncObt(obt.url) as following:
            return await following.wait_all(batches, board.put, contact)

    # asyncio, because there Ctrl-C ends a wait at once on Windows too
    with board.live():
        return asyncio.run(wait())


def _interrupted(obt: Obt, batches: Sequence[JobBatch], board: Board, how: How) -> None:
    if not how.cancel_on_interrupt:
        note(
            f"The jobs go on without this. Watch: obt jobs wait {named(batches)}   "
            f"Stop: obt jobs cancel {named(batches)}"
        )
        return
    note("Cancelling …")
    for batch in batches:
        obt.cancel_batch(batch.batch_id)
    try:
        _waited(obt, batches, board)
    except KeyboardInterrupt:
        note("They are being cancelled. Look: obt jobs is:active")


def _sum_up(batches: Sequence[JobBatch]) -> None:
    jobs = jobs_of(batches)
    if len(jobs) == 1:
        return
    states = Counter(job.state for job in jobs)
    parts = [f"{states.pop('succeeded', 0)} of {len(jobs)} done"]
    parts += [f"{number} {state}" for state, number in states.items()]
    again = f". Again: obt jobs retry {named(batches)}" if states else ""
    say(", ".join(parts) + again)


def jobs_of(batches: Sequence[JobBatch]) -> list[Job]:
    return [job for batch in batches for job in batch.jobs]


def named(batches: Sequence[JobBatch]) -> str:
    """As `obt jobs wait` takes them; of one the first digits do, as it is among the newest."""
    if len(batches) == 1:
        return str(batches[0].batch_id)[:8]
    return " ".join(str(batch.batch_id) for batch in batches)


def _say_json(batches: Sequence[JobBatch]) -> None:
    """The batch as the API has it; a list only where there were too many targets for one."""
    say_json(batches[0] if len(batches) == 1 else batches)
