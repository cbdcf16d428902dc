"""`obt jobs`: list, wait, cancel, retry."""

from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from obt.cli.options import AsJson, CancelOnInterrupt, NoWait, Query, Server, query_text

if TYPE_CHECKING:
    from datetime import datetime

    from obt.cli.fleet import Fleet
    from obt.sdk import Job, JobBatch, Obt

MOST_LOOKED_AT = 1000  #: Newest jobs in which a part of an id is looked for
Ids = Annotated[
    list[str],
    typer.Argument(
        help="Ids of jobs or batches: their first digits do, or 'last' for the newest batch.",
        metavar="ID...",
    ),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")]


class _ListByDefault(TyperGroup):
    """`obt jobs is:failed` is `obt jobs list is:failed`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        named = args and args[0] in {*self.commands, *ctx.help_option_names}
        if not named and not ctx.resilient_parsing:  # that is Tab
            args.insert(0, "list")
        return super().parse_args(ctx, args)


group = typer.Typer(cls=_ListByDefault, help="Jobs: what was wished, and what became of it.")


@group.command("list")
def list_jobs(
    query: Query = None, limit: Limit = 20, as_json: AsJson = False, server: Server = None
) -> None:
    """Jobs, the newest first; this is what 'obt jobs' does too."""
    from datetime import UTC, datetime

    from obt.cli.screen import Column, say_json, table
    from obt.cli.wish import connected, fleet_of

    q = query_text(query)
    with connected(server, q) as obt:
        found = obt.jobs(q, most=limit)
        if as_json:
            say_json(found)
            return
        fleet = fleet_of(obt)
    columns = [
        Column("JOB"),
        Column("BATCH", leaves=3),
        Column("FILED", leaves=2),
        Column("KIND", leaves=4),
        Column("MODEL", gives=True),
        Column("MACHINE", gives=True),
        Column("STATE"),
        Column("", gives=True, leaves=1),
    ]
    now = datetime.now(UTC)
    rows = [_row(job, fleet, now) for job in found]
    table(columns, rows, "No job is like that." if q else "There are no jobs.")


@group.command()
def wait(
    ids: Ids,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Follow batches (or the batches of jobs) to their end."""
    from obt.cli.wish import How, connected, fleet_of, follow

    how = How(server, as_json, cancel_on_interrupt=cancel_on_interrupt)
    with connected(server) as obt:
        follow(obt, fleet_of(obt), [_find(obt, it)[0] for it in ids], how)


@group.command()
def cancel(ids: Ids, as_json: AsJson = False, server: Server = None) -> None:
    """Stop jobs, or all jobs of batches. What was pulled so far is kept for a retry."""
    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected, fleet_of

    with connected(server) as obt:
        jobs = []
        for batch, job in [_find(obt, it) for it in ids]:
            jobs += [obt.cancel(job.job_id)] if job else obt.cancel_batch(batch.batch_id).jobs
        if as_json:
            say_json(jobs)
            return
        fleet = fleet_of(obt)
        for it in jobs:
            word = "cancelling" if it.cancelling else it.state
            say(f"{word:<10} {fleet.label(it.client_id)}  {it.kind} {it.model or ''}")


@group.command()
def retry(
    ids: Ids,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Try jobs again, or those of batches that failed or were lost."""
    from obt.cli.wish import How, connected, fleet_of, follow_or_leave
    from obt.sdk import JobBatch

    with connected(server) as obt:
        batches = []
        found = [_find(obt, it) for it in ids]
        _no_benchmark([job for batch, _ in found for job in batch.jobs])
        for batch, job in found:
            if job:
                again = obt.retry(job.job_id)
                batches.append(JobBatch(batch_id=again.batch_id, jobs=[again]))
            else:
                batches.append(obt.retry_batch(batch.batch_id))
        how = How(server, as_json, no_wait, cancel_on_interrupt)
        follow_or_leave(obt, fleet_of(obt), batches, how, "Filed again")


def _no_benchmark(jobs: "list[Job]") -> None:
    """Raises Mistake."""
    from obt.cli.exits import Mistake
    from obt.wire.operations import Benchmark

    for job in jobs:
        if isinstance(job.operation, Benchmark):
            benchmark = str(job.operation.benchmark_id)[:8]
            raise Mistake(
                f"{str(job.job_id)[:8]} is a machine's part in a benchmark, which goes on where it "
                f"stopped: obt bench resume {benchmark}"
            )


def _row(job: "Job", fleet: "Fleet", now: "datetime") -> "tuple[str | tuple[str, str], ...]":
    from obt.cli import words
    from obt.cli.board import DONE, outcome, waiting
    from obt.cli.screen import state
    from obt.wire.operations import Benchmark

    detail = outcome(job) if job.ended else ""
    if job.waiting_for:
        detail = waiting(job)
    elif job.progress and not job.ended:
        detail = job.progress.status
        if job.progress.total and job.progress.completed is not None:
            detail += f" {100 * job.progress.completed // job.progress.total} %"
    if isinstance(job.operation, Benchmark):
        detail = f"{detail}  obt bench show {str(job.operation.benchmark_id)[:8]}".strip()
    return (
        str(job.job_id)[:8],
        str(job.batch_id)[:8],
        words.since(job.created_at, now),
        job.kind,
        job.model or "",
        fleet.label(job.client_id),
        state("cancelling" if job.cancelling else DONE.get(job.state, job.state)),
        detail,
    )


def _find(obt: "Obt", text: str) -> "tuple[JobBatch, Job | None]":
    """The batch that is meant; and the job, where one job is meant.

    Raises:
        Mistake: nothing is called so, or several are.
    """
    from obt.cli.exits import Mistake
    from obt.sdk import NotFoundError

    key = text.strip().lower()
    if len(key) == 36:
        try:
            job = obt.job(key)
        except NotFoundError:
            return obt.batch(key), None
        return obt.batch(job.batch_id), job
    jobs = obt.jobs(most=MOST_LOOKED_AT)
    if key == "last" and jobs:
        return obt.batch(jobs[0].batch_id), None
    batches = {it.batch_id for it in jobs if str(it.batch_id).startswith(key)}
    meant = [it for it in jobs if str(it.job_id).startswith(key)]
    if not key or not (batches or meant):
        raise Mistake(f"No job and no batch begins with '{text}'. Look: obt jobs")
    if len(batches) + len(meant) > 1:
        raise Mistake(f"Several jobs begin with '{text}': write more of the id.")
    if meant:
        return obt.batch(meant[0].batch_id), meant[0]
    return obt.batch(batches.pop()), None
