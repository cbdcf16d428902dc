"""`obt update`."""

from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.completion import model_names
from obt.cli.options import AsJson, CancelOnInterrupt, Insecure, NoWait, On, Server

if TYPE_CHECKING:
    from obt.cli.fleet import Fleet
    from obt.sdk import Job

SomeModels = Annotated[
    list[str] | None,
    typer.Argument(
        help="Names of models; default: all that are installed.",
        autocompletion=model_names,
        metavar="[MODEL...]",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and how large.")]


def update(
    models: SomeModels = None,
    on: On = None,
    dry_run: DryRun = False,
    insecure: Insecure = False,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Pull models again where their registry has another version."""
    from obt.cli.targets import there_now, where_installed
    from obt.cli.wish import How, connected, file_and_follow, fleet_of
    from obt.sdk import Update

    how = How(server, as_json, no_wait, cancel_on_interrupt)
    with connected(server) as obt:
        fleet = fleet_of(obt)
        wanted = where_installed(obt, fleet, models or ["*"], on)
        if dry_run:  # a question, which nobody wants to wait for
            wanted = there_now(fleet, wanted, "")
        targets = [want.pair for want in wanted]

        def report(jobs: "list[Job]") -> None:
            tell(jobs, fleet)

        operation = Update(dry_run=dry_run, insecure=insecure)
        file_and_follow(obt, fleet, operation, targets, how, report if dry_run else None)


def tell(jobs: "list[Job]", fleet: "Fleet") -> None:
    """What a dry run has found: what is outdated, and what could not be compared."""
    from obt.cli import words
    from obt.cli.screen import Column, Row, say, table

    columns = [
        Column("MACHINE", gives=True),
        Column("MODEL", gives=True),
        Column("DOWNLOAD", right=True),
        Column("", gives=True),
    ]
    rows: list[Row] = []
    up_to_date = 0
    total = 0
    for job in jobs:
        download, why = found(job)
        if download is None and not why:
            up_to_date += 1
            continue
        total += download or 0
        size = "" if download is None else words.size(download)
        rows.append((fleet.label(job.client_id), job.model or "", size, why))
    table(columns, rows, "Nothing to update.")
    outdated = sum(1 for job in jobs if found(job)[0] is not None)
    if outdated:
        say(f"\n{words.count(outdated, 'update')}, {words.size(total)} to download.")
    if up_to_date:
        say(f"{words.count(up_to_date, 'model is', 'models are')} up to date.")


def found(job: "Job") -> tuple[int | None, str]:
    """Bytes to download where it is outdated, and what is to be said of it."""
    if job.state != "succeeded":
        return None, job.error.message if job.error else job.state
    result = job.result if isinstance(job.result, dict) else {}
    if result.get("outdated"):
        size = result.get("download_size")
        return (size if isinstance(size, int) else 0), "outdated"
    reason = result.get("reason")
    return None, reason if isinstance(reason, str) else ""
