"""`obt client`: settings, the lock on this identity, signals, exit codes."""

import asyncio
import sys
from contextlib import ExitStack
from typing import NoReturn

import structlog
from pydantic import ValidationError

from obt.client import logs
from obt.client.client import Client
from obt.client.identity import IdentityStore
from obt.client.link.broken import Forgotten
from obt.client.lock import Locked, hold
from obt.client.settings import ClientSettings
from obt.client.signals import on_stop

log = structlog.get_logger("obt.client")

STOPPED = 0
BAD_SETTINGS = 2
LOCKED = 3  #: Another process has this identity
FORGOTTEN = 4  #: Somebody forgot this client on the server


def run(server_url: str | None = None, name: str | None = None) -> NoReturn:
    """Runs until SIGINT or SIGTERM, then exits with one of the codes above."""
    logs.configure()
    given = {"server_url": server_url, "client_name": name}
    try:
        settings = ClientSettings.model_validate({k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            log.error(
                "bad setting",
                name=".".join(map(str, problem["loc"])),
                why=problem["msg"].removeprefix("Value error, "),
            )
        sys.exit(BAD_SETTINGS)
    sys.exit(_locked(settings))


def _locked(settings: ClientSettings) -> int:
    store = IdentityStore(settings.identity_dir)
    with ExitStack() as held:
        try:
            store.prepare()
            held.enter_context(hold(store.folder / "lock"))
        except Locked as locked:
            log.error(str(locked), hint="give this one its own OBT_CLIENT_ID or OBT_DATA_DIR")
            return LOCKED
        except OSError as error:
            log.error("the data folder cannot be used", folder=str(store.folder), why=str(error))
            return BAD_SETTINGS
        return asyncio.run(_until_stopped(settings, store))


async def _until_stopped(settings: ClientSettings, store: IdentityStore) -> int:
    try:
        client = Client(settings, store)
    except (ImportError, ValueError) as error:  # httpx's, for a proxy that it cannot use
        hint = "unset this proxy, or name the server in NO_PROXY"
        log.error("the proxy of this environment cannot be used", why=str(error), hint=hint)
        return BAD_SETTINGS
    running = asyncio.create_task(client.run())

    def stop() -> None:
        running.cancel()

    with on_stop(stop):
        try:
            await running
        except asyncio.CancelledError:
            log.info("stopped")
        except BaseExceptionGroup as group:
            forgotten, others = group.split(Forgotten)
            if others is not None or forgotten is None:
                raise
            log.error("this client was forgotten on the server, and stops")
            return FORGOTTEN
    return STOPPED
