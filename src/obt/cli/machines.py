"""`obt rename`, `label` and `forget`: what people decide about machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.options import AsJson, Machine, Machines, Server, Yes

if TYPE_CHECKING:
    from obt.cli.fleet import Fleet
    from obt.sdk import Client

NewName = Annotated[str, typer.Argument(help="What it is called from now on.", metavar="NAME")]
Labels = Annotated[
    list[str] | None, typer.Argument(help="Labels that they get.", metavar="[LABEL...]")
]
Remove = Annotated[
    list[str] | None,
    typer.Option("--remove", help="A label that goes. Repeat it.", metavar="LABEL"),
]
Only = Annotated[bool, typer.Option("--only", help="All other labels go.")]


def rename(machine: Machine, name: NewName, as_json: AsJson = False, server: Server = None) -> None:
    """Call a machine otherwise. That wins over what its client says of itself."""
    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected, fleet_of

    with connected(server) as obt:
        fleet = fleet_of(obt)
        client_id = fleet.one(machine).client_id
        with _sensible(f"'{name}' is no name for a machine"):
            changed = obt.change_client(client_id, name=name)
    if as_json:
        say_json(changed)
    else:
        say(f"renamed   {fleet.label(client_id)} is {changed.name} now")


def label(
    machines: Machines,
    labels: Labels = None,
    remove: Remove = None,
    only: Only = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Give machines labels, or take them away. Search for them: obt clients label:quiet"""
    from obt.cli.exits import Mistake
    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected, fleet_of

    with connected(server) as obt:
        if not (labels or remove or only):
            raise Mistake("No label is named.")
        fleet = fleet_of(obt)
        changed = []
        for it in fleet.choose(machines):
            kept = [] if only else [had for had in it.client.labels if had not in (remove or [])]
            wanted = list(dict.fromkeys([*kept, *(labels or [])]))
            with _sensible("That cannot be a label"):
                changed.append(obt.change_client(it.client.client_id, labels=wanted))
    if as_json:
        say_json(changed)
        return
    for client in changed:
        say(f"labelled  {fleet.label(client.client_id)}  {', '.join(client.labels) or 'no labels'}")


def forget(machines: Machines, yes: Yes = False, server: Server = None) -> None:
    """Take machines out of the fleet, with their telemetry and log. Asks once.

    Their Ollama and its models stay untouched; benchmarks and the history of jobs are kept.
    """
    from obt.cli.asking import agree, need_somebody
    from obt.cli.screen import say
    from obt.cli.wish import connected, fleet_of

    with connected(server) as obt:
        fleet = fleet_of(obt)
        going = [it.client for it in fleet.choose(machines)]
        if not yes:
            need_somebody()
            _tell(going, fleet)
            agree("Forget?", "Nothing was forgotten.")
        for client in going:
            obt.forget_client(client.client_id)
            say(f"forgotten {fleet.label(client.client_id)}")


def _tell(going: "list[Client]", fleet: "Fleet") -> None:
    """What goes."""
    from obt.cli import words
    from obt.cli.screen import Column, note, state, table

    columns = [
        Column("MACHINE", gives=True),
        Column("STATUS"),
        Column("MODELS", right=True, leaves=2),
        Column("OPEN JOBS", right=True, leaves=1),
        Column("LABELS", gives=True, leaves=3),
    ]
    rows = [
        (
            fleet.label(it.client_id),
            state(it.status),
            str(it.counts.installed),
            str(it.counts.jobs),
            ", ".join(it.labels),
        )
        for it in going
    ]
    table(columns, rows)
    leave = words.count(len(going), "machine leaves", "machines leave")
    note(
        f"\n{leave} the fleet, with telemetry, log, labels and what is known of models. "
        "Open jobs there fail. Ollama and its models stay untouched."
    )
    if any(it.status != "offline" for it in going):
        note("A client that still runs is told to stop.")


@contextmanager
def _sensible(what: str) -> Iterator[None]:
    """Raises Mistake for what no server would take."""
    from pydantic import ValidationError

    from obt.cli.exits import Mistake

    try:
        yield
    except ValidationError as error:
        raise Mistake(f"{what}: {error.errors()[0]['msg']}.") from error
