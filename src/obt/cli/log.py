"""`obt log`."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from obt.cli.options import AsJson, Machine, Server

if TYPE_CHECKING:
    from obt.sdk import LogEntry, Obt
    from obt.sdk.models import LogKind

Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")]
Follow = Annotated[
    bool, typer.Option("--follow", "-f", help="Go on with what happens, until Ctrl-C.")
]
WORDS: "dict[LogKind, tuple[str, str]]" = {
    "client.registered": ("registered", ""),
    "client.online": ("online", "green"),
    "client.late": ("late", "yellow"),
    "client.offline": ("offline", "red"),
    "client.version": ("OBT client changed", ""),
    "ollama.unreachable": ("Ollama unreachable", "red"),
    "ollama.reachable": ("Ollama answers again", "green"),
    "ollama.version": ("Ollama changed", ""),
    "models.found": ("models found", ""),
    "model.installed": ("installed", ""),
    "model.changed": ("new version", ""),
    "model.removed": ("removed", ""),
    "model.loaded": ("loaded", ""),
    "model.unloaded": ("unloaded", ""),
    "job.ended": ("job ended", ""),
    "server.started": ("OBT server started", ""),
}
"""Each kind of entry as people read it, and its style."""


WIDTH = max(len(word) for word, _ in WORDS.values())


def log(
    machine: Machine,
    limit: Limit = 20,
    follow: Follow = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """What happened to a machine, the newest last: presence, Ollama, models, jobs."""
    from obt.cli.exits import Mistake
    from obt.cli.screen import Column, say_json, table
    from obt.cli.wish import connected, fleet_of

    with connected(server) as obt:
        if follow and as_json:
            raise Mistake("--follow tells people: without --json.")
        client_id = fleet_of(obt).one(machine).client_id
        found = obt.log(client_id, limit)
        if follow:
            _follow(obt, client_id, found)
    if as_json:
        say_json(found)
        return
    columns = [
        Column("AT"),
        Column("WHAT"),
        Column("MODEL", gives=True),
        Column("", gives=True, leaves=1),
    ]
    table(columns, [_row(entry) for entry in reversed(found)], "Nothing happened there yet.")


def _follow(obt: "Obt", client_id: str, found: "list[LogEntry]") -> NoReturn:
    """Until Ctrl-C."""
    import asyncio

    from obt.cli.exits import INTERRUPTED
    from obt.cli.wish import contact
    from obt.sdk import AsyncObt
    from obt.sdk.waiting import follow_log

    for entry in reversed(found):
        _say(entry)

    async def wait() -> None:
        async with AsyncObt(obt.url) as following:
            after = found[0].id if found else 0
            await following.run(follow_log(client_id, after, _say, contact))

    with suppress(KeyboardInterrupt):
        asyncio.run(wait())
    raise typer.Exit(INTERRUPTED)


def _say(entry: "LogEntry") -> None:
    from rich.text import Text

    from obt.cli.screen import say

    at, what, model, detail = _row(entry)
    rest = "  ".join(part for part in (model, detail) if part)
    line = Text.assemble(f"{at}  ", what, f"{'':<{WIDTH - len(what[0])}}  {rest}")
    line.rstrip()
    say(line)


def _row(entry: "LogEntry") -> "tuple[str, tuple[str, str], str, str]":
    detail = entry.detail or ""
    if detail and entry.kind in ("server.started", "client.registered"):
        detail = f"OBT {detail}"
    at = entry.at.astimezone()
    return (f"{at:%Y-%m-%d %H:%M:%S}", WORDS[entry.kind], entry.model or "", detail)
