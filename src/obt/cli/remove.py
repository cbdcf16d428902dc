"""`obt rm`."""

from typing import TYPE_CHECKING

from obt.cli.options import AsJson, CancelOnInterrupt, Models, NoWait, On, Server, Yes

if TYPE_CHECKING:
    from obt.cli.fleet import Fleet
    from obt.cli.targets import Wanted
    from obt.sdk import Obt


def rm(
    models: Models,
    on: On = None,
    yes: Yes = False,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Delete models: on all machines that have them, or on those named. Asks once."""
    from obt.cli.targets import where_installed
    from obt.cli.wish import How, connected, file_and_follow, fleet_of
    from obt.sdk import Delete

    how = How(server, as_json, no_wait, cancel_on_interrupt)
    with connected(server) as obt:
        fleet = fleet_of(obt)
        wanted = where_installed(obt, fleet, models, on)
        if not yes:
            _ask(obt, fleet, wanted)
        file_and_follow(obt, fleet, Delete(), [want.pair for want in wanted], how)


def _ask(obt: "Obt", fleet: "Fleet", wanted: "list[Wanted]") -> None:
    """Show what goes, and ask. Raises Mistake, typer.Exit."""
    from obt.cli import words
    from obt.cli.asking import agree, need_somebody
    from obt.cli.screen import Column, note, table

    need_somebody()
    returning = space(obt, wanted)
    columns = [
        Column("MACHINE", gives=True),
        Column("MODEL", gives=True),
        Column("SPACE", right=True),
        Column("", leaves=1),
    ]
    rows = []
    for want in wanted:
        back = words.size(returning[want.pair]) if want.it else "?"
        why = "offline: when it returns" if want.it is None else ""
        if want.it and want.it.loaded:
            why = "loaded now"
        if want.it and not returning[want.pair]:
            why = "stays under another name"
        rows.append((fleet.label(want.client_id), want.model, back, why))
    table(columns, rows)
    machines = words.count(len({want.client_id for want in wanted}), "machine")
    total = sum(returning.values())
    back = f"up to {words.size(total)} return (layers that other models share stay)"
    what = words.count(len({want.model for want in wanted}), "model")
    note(f"\n{what} on {machines}; {back if total else 'no space returns'}.")
    agree("Delete?", "Nothing was deleted.")


def space(obt: "Obt", wanted: "list[Wanted]") -> dict[tuple[str, str], int]:
    """Bytes that return with each; none where the same model stays under another name."""
    going = {want.pair for want in wanted}
    digests = {want.it.digest for want in wanted if want.it}
    staying: set[tuple[str, str]] = set()  # client and digest
    for digest in digests:
        for model in obt.models(f"digest:{digest}"):
            staying |= {
                (it.client_id, it.digest)
                for it in model.installed
                if (it.client_id, model.name) not in going
            }
    counted: set[tuple[str, str]] = set()
    space: dict[tuple[str, str], int] = {}
    for want in wanted:
        if want.it is None:
            continue
        here = (want.client_id, want.it.digest)
        space[want.pair] = 0 if here in staying | counted else want.it.size
        counted.add(here)
    return space
