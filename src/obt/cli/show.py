"""`obt show`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from obt.cli.options import AsJson, Model, On, Server

if TYPE_CHECKING:
    from datetime import datetime

    from obt.cli.fleet import Fleet
    from obt.sdk import Job, Obt
    from obt.sdk import Model as Found

LICENSE_LINES = 3  #: Of it shown at first; whole licenses are pages


class Part(StrEnum):
    MODELFILE = "modelfile"
    TEMPLATE = "template"
    PARAMETERS = "parameters"
    SYSTEM = "system"
    LICENSE = "license"


Only = Annotated[Part | None, typer.Option(help="Print this part, and nothing else.")]


def show(
    model: Model,
    on: On = None,
    only: Only = None,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """A model, where it is, and what its Ollama tells of it."""
    from datetime import UTC, datetime

    from obt.cli.exits import JOBS_FAILED
    from obt.cli.fleet import find_models
    from obt.cli.screen import note, say_json
    from obt.cli.targets import where_installed
    from obt.cli.wish import connected, fleet_of

    with connected(server) as obt:
        fleet = fleet_of(obt)
        (found,) = find_models(obt, [model])[:1]
        wanted = where_installed(obt, fleet, [found.name], on)[0]
        job = _asked(obt, wanted.client_id, found.name)
        details = job.result if isinstance(job.result, dict) else {}
        if as_json:
            say_json({"model": found, "client_id": job.client_id, "details": job.result})
        elif only is not None:
            typer.echo(str(details.get(only, "")).rstrip("\n"))
        else:
            _tell(found, fleet, datetime.now(UTC))
            _tell_details(details, fleet.label(job.client_id))
        if job.state != "succeeded":
            why = job.error.message if job.error else job.state
            note(f"{fleet.label(job.client_id)} could not tell more: {why}")
            raise typer.Exit(JOBS_FAILED)


def _asked(obt: "Obt", client_id: str, model: str) -> "Job":
    """The job that asks, with its whole result."""
    from obt.sdk import Show

    batch = obt.create_jobs(Show(), [(client_id, model)])
    return obt.job(obt.wait(batch).jobs[0].job_id)


def _tell(model: "Found", fleet: "Fleet", now: "datetime") -> None:
    from obt.cli import words
    from obt.cli.screen import Column, say, table

    say(model.name, "bold")
    facts = {
        "family": model.family,
        "parameters": model.parameter_size,
        "quantization": model.quantization,
        "context": f"{model.context_length} tokens" if model.context_length else None,
        "capabilities": ", ".join(model.capabilities),
        "runs at": model.remote_host,
    }
    for name, value in facts.items():
        if value:
            say(f"  {name:<13} {value}")
    say("")
    columns = [
        Column("MACHINE", gives=True),
        Column("DIGEST"),
        Column("SIZE", right=True),
        Column("LOADED"),
        Column("MODIFIED", leaves=1),
    ]
    rows = [
        (
            fleet.label(it.client_id),
            it.digest[:12],
            words.size(it.size),
            words.until(it.expires_at, now) if it.loaded else "no",
            words.since(it.modified_at, now),
        )
        for it in model.installed
    ]
    table(columns, rows)


def _tell_details(details: dict[str, Any], machine: str) -> None:
    from obt.cli.screen import say

    for part in (Part.PARAMETERS, Part.SYSTEM, Part.TEMPLATE, Part.LICENSE):
        lines = str(details.get(part) or "").strip().splitlines()
        if not lines:
            continue
        say(f"\n{part.capitalize()} on {machine}", "bold")
        more = len(lines) - LICENSE_LINES if part is Part.LICENSE else 0
        for line in lines[:LICENSE_LINES] if more > 0 else lines:
            say(f"  {line}")
        if more > 0:
            say(f"  … {more} more lines: --only license")
