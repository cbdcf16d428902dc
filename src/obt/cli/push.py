"""`obt push`."""

from typing import TYPE_CHECKING

from obt.cli.options import AsJson, CancelOnInterrupt, Insecure, Models, NoWait, On, Server

if TYPE_CHECKING:
    from obt.cli.fleet import Fleet
    from obt.cli.targets import Wanted


def push(
    models: Models,
    on: On = None,
    insecure: Insecure = False,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Push models to the registry that their names say: each from one machine that has it."""
    from obt.cli.targets import where_installed
    from obt.cli.wish import How, connected, file_and_follow, fleet_of
    from obt.sdk import Push

    how = How(server, as_json, no_wait, cancel_on_interrupt)
    with connected(server) as obt:
        fleet = fleet_of(obt)
        wanted = givers(fleet, where_installed(obt, fleet, models, on))
        targets = [want.pair for want in wanted]
        file_and_follow(obt, fleet, Push(insecure=insecure), targets, how)


def givers(fleet: "Fleet", wanted: "list[Wanted]") -> "list[Wanted]":
    """One machine for each model: a registry needs it once. Online ones come first.

    Raises:
        Mistake: machines have different models under one name, so that one must be named.
    """
    from obt.cli.exits import Mistake
    from obt.cli.words import listed

    online = {client.client_id for client in fleet if client.status != "offline"}
    by_name: dict[str, list[Wanted]] = {}
    for want in wanted:
        by_name.setdefault(want.model, []).append(want)
    for model, having in by_name.items():
        if len({want.it.digest for want in having if want.it}) > 1:
            names = listed([fleet.label(want.client_id) for want in having])
            raise Mistake(f"{names} have different versions of '{model}': name one with --on.")
    return [min(having, key=lambda it: it.client_id not in online) for having in by_name.values()]
