"""`obt load`, `unload`, `pull`, `cp` and `transfer`."""

from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.completion import machines, model_names
from obt.cli.options import AsJson, CancelOnInterrupt, Insecure, Models, NoWait, On, Server

if TYPE_CHECKING:
    from obt.cli.wish import How
    from obt.sdk import ModelOperation

KeepAlive = Annotated[
    str | None,
    typer.Option(help="How long Ollama keeps it, such as 30m; -1 = for ever.", metavar="DURATION"),
]
NewModels = Annotated[list[str], typer.Argument(help="Names of models.", metavar="MODEL...")]
OnGiven = Annotated[
    str,
    typer.Option(
        "--on",
        help="Machines: names, ids or patterns such as 'lab*', with commas between.",
        autocompletion=machines,
        metavar="MACHINES",
    ),
]
Source = Annotated[
    str, typer.Argument(help="The model to copy.", autocompletion=model_names, metavar="SOURCE")
]
Destination = Annotated[str, typer.Argument(help="Its new name.", metavar="DESTINATION")]
Rename = Annotated[bool, typer.Option("--rename", help="The old name goes.")]
From = Annotated[
    str,
    typer.Option(
        "--from", help="The machine that has it.", autocompletion=machines, metavar="MACHINE"
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to", help="Machines, as for --on.", autocompletion=machines, metavar="MACHINES"
    ),
]


def load(
    models: Models,
    on: On = None,
    keep_alive: KeepAlive = None,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Load models into memory: on all machines that have them, or on those named."""
    from pydantic import ValidationError

    from obt.cli.exits import Mistake, told
    from obt.cli.wish import How
    from obt.sdk import Load

    with told():
        try:
            operation = Load.model_validate({"keep_alive": _number_or_text(keep_alive)})
        except ValidationError as error:
            raise Mistake(f"--keep-alive: '{keep_alive}' is no duration such as 30m.") from error
    _where_installed(operation, models, on, How(server, as_json, no_wait, cancel_on_interrupt))


def unload(
    models: Models,
    on: On = None,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Unload models from memory: on all machines where they are loaded, or on those named."""
    from obt.cli.wish import How
    from obt.sdk import Unload

    how = How(server, as_json, no_wait, cancel_on_interrupt)
    _where_installed(Unload(), models, on, how, only_loaded=on is None)


def pull(
    models: NewModels,
    on: OnGiven,
    insecure: Insecure = False,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Pull models from a registry to machines."""
    from obt.cli.fleet import checked_name
    from obt.cli.wish import How, connected, file_and_follow, fleet_of
    from obt.sdk import Pull

    how = How(server, as_json, no_wait, cancel_on_interrupt)
    with connected(server) as obt:
        for model in models:
            checked_name(model)
        fleet = fleet_of(obt)
        chosen = fleet.choose(on)
        targets = [(it.client.client_id, model) for model in models for it in chosen]
        file_and_follow(obt, fleet, Pull(insecure=insecure), targets, how)


def cp(
    source: Source,
    destination: Destination,
    on: On = None,
    rename: Rename = False,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Give a model another name: on all machines that have it, or on those named."""
    from obt.cli.exits import told
    from obt.cli.fleet import checked_name
    from obt.cli.wish import How
    from obt.sdk import Copy

    with told():
        checked_name(destination)
    how = How(server, as_json, no_wait, cancel_on_interrupt)
    _where_installed(Copy(destination=destination, rename=rename), [source], on, how)


def transfer(
    models: Models,
    source: From,
    to: To,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Copy models from one machine to others, byte for byte, without any registry."""
    from obt.cli.exits import Mistake
    from obt.cli.targets import where_installed
    from obt.cli.wish import How, connected, file_and_follow, fleet_of
    from obt.sdk import Transfer

    with connected(server) as obt:
        fleet = fleet_of(obt)
        giver = fleet.one(source)
        takers = [it for it in fleet.choose(to) if it.client.client_id != giver.client_id]
        if not takers:
            raise Mistake(f"'{to}' is the machine it comes from.")
        names = [it.model for it in where_installed(obt, fleet, models, giver.client_id)]
        targets = [(it.client.client_id, name) for name in names for it in takers]
        operation = Transfer(source_client_id=giver.client_id)
        how = How(server, as_json, no_wait, cancel_on_interrupt)
        file_and_follow(obt, fleet, operation, targets, how)


def _where_installed(
    operation: "ModelOperation",
    models: list[str],
    on: str | None,
    how: "How",
    *,
    only_loaded: bool = False,
) -> None:
    from obt.cli.exits import Mistake
    from obt.cli.targets import where_installed
    from obt.cli.wish import connected, file_and_follow, fleet_of

    with connected(how.server) as obt:
        fleet = fleet_of(obt)
        wanted = where_installed(obt, fleet, models, on)
        if only_loaded:
            wanted = [want for want in wanted if want.it and want.it.loaded]
            if not wanted:
                raise Mistake("It is not loaded on any machine.")
        file_and_follow(obt, fleet, operation, [want.pair for want in wanted], how)


def _number_or_text(text: str | None) -> float | str | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return text
