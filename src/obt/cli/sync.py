"""`obt sync`."""

from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.completion import model_names
from obt.cli.operate import From, To
from obt.cli.options import AsJson, CancelOnInterrupt, NoWait, Server

if TYPE_CHECKING:
    from pydantic import JsonValue

    from obt.cli.fleet import Fleet
    from obt.sdk import Job, Obt

Only = Annotated[
    list[str] | None,
    typer.Argument(
        help="Names of models; default: all that the machine has.",
        autocompletion=model_names,
        metavar="[MODEL...]",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be copied.")]


def sync(
    source: From,
    to: To,
    models: Only = None,
    dry_run: DryRun = False,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Give machines what another has: copy the models that they lack, or have otherwise."""
    from obt.cli.exits import Mistake
    from obt.cli.targets import where_installed
    from obt.cli.wish import How, connected, file_and_follow, fleet_of
    from obt.sdk import Sync

    how = How(server, as_json, no_wait, cancel_on_interrupt)
    with connected(server) as obt:
        fleet = fleet_of(obt)
        giver = fleet.one(source)
        takers = [it for it in fleet.choose(to) if it.client.client_id != giver.client_id]
        if not takers:
            raise Mistake(f"'{to}' is the machine it comes from.")
        names: list[str | None] = [None]
        if models:
            names = [it.model for it in where_installed(obt, fleet, models, giver.client_id)]
        targets = [(it.client.client_id, name) for it in takers for name in names]

        def report(jobs: "list[Job]") -> None:
            tell([_whole(obt, job) for job in jobs], fleet)

        operation = Sync(source_client_id=giver.client_id, dry_run=dry_run)
        file_and_follow(obt, fleet, operation, targets, how, report if dry_run else None)


def _whole(obt: "Obt", job: "Job") -> "Job":
    """A long plan comes only with the job itself."""
    return job if isinstance(job.result, dict) else obt.job(job.job_id)


def tell(jobs: "list[Job]", fleet: "Fleet") -> None:
    """The plans: each model that would be copied, and whether there is room for all."""
    from obt.cli import words
    from obt.cli.screen import Column, Row, say, table

    columns = [
        Column("MACHINE", gives=True),
        Column("MODEL", gives=True),
        Column("SIZE", right=True),
        Column("WHY", leaves=1),
    ]
    rows: list[Row] = []
    sums: dict[str, int] = {}
    free: dict[str, int | None] = {}
    for job in jobs:
        plan = job.result if isinstance(job.result, dict) else {}
        room = plan.get("free")
        free[job.client_id] = room if isinstance(room, int) else None
        for model, size, why in needs(plan):
            sums[job.client_id] = sums.get(job.client_id, 0) + size
            rows.append((fleet.label(job.client_id), model, words.size(size), why))
    table(columns, rows, "Nothing to copy.")
    if rows:
        much = words.size(sum(sums.values()))
        say(
            f"\n{words.count(len(rows), 'copy', 'copies')}, {much} at most: shared layers are kept."
        )
    for client_id, size in sums.items():
        room = free[client_id]
        if room is not None and room < size:
            say(f"{fleet.label(client_id)} has only {words.size(room)} free.")


def needs(plan: "dict[str, JsonValue]") -> list[tuple[str, int, str]]:
    """Model, bytes, and why it would be copied."""
    models = plan.get("models")
    found = []
    for need in models if isinstance(models, list) else []:
        if isinstance(need, dict) and isinstance(size := need.get("size"), int):
            why = {"missing": "is not there", "differs": "another version is there"}
            told = str(need.get("why", ""))
            found.append((str(need.get("model", "")), size, why.get(told, told)))
    return found
