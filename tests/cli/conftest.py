"""A server, two machines with clients and simulated Ollamas, and one machine that is switched off.

All of it runs in a thread of its own, once for each test file: the command line is used as people
use it, from outside.
"""

import asyncio
import json
import queue
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr
from tests.server.live import in_a_thread, serving
from typer.testing import CliRunner, Result

from obt.cli.main import app as program
from obt.client.client import Client
from obt.client.identity import IdentityStore
from obt.client.settings import ClientSettings
from obt.sdk import AsyncObt, Obt
from obt.server.app import create_app
from obt.server.core.settings import ServerSettings
from obt.simulate.ollama import Node, Speeds, make_app

TOKEN = "an-admin-token"
QUICK = Speeds(
    load_s=0.01,
    unload_s=0.01,
    pull_rate=1e13,
    event_s=0.001,
    prefill_rate=1e5,
    decode_rate=2000.0,
    jitter=0.02,
)
SLOW = replace(QUICK, pull_rate=1e7, event_s=0.01)
DEADLINE_S = 60


@dataclass
class Installation:
    """`desk` is quick, `lab1` pulls slowly, `attic` is off."""

    url: str

    def run(self, *args: str, width: int | None = None, stdin: str | None = None) -> Result:
        env = {
            "OBT_SERVER_URL": self.url,
            "OBT_ADMIN_TOKEN": None,
            "COLUMNS": str(width) if width else None,
        }
        return CliRunner().invoke(program, list(args), env=env, input=stdin)

    def json(self, *args: str) -> Any:
        result = self.run(*args, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def until(self, what: str, check: Callable[[Obt], Any]) -> Any:
        """The first true thing that `check` returns: clients look at their Ollama by themselves."""
        deadline = time.monotonic() + DEADLINE_S
        with Obt(self.url) as obt:
            while not (found := check(obt)):
                assert time.monotonic() < deadline, f"not in time: {what}"
        return found


class _Group:
    """Machines of one fleet, in the loop of its thread."""

    def __init__(self, url: str, folder: Path, stack: AsyncExitStack) -> None:
        self._url = url
        self._folder = folder
        self._stack = stack

    async def add(self, name: str, node: Node) -> Callable[[], Awaitable[None]]:
        """Stops with the stack, or when what is returned is called."""
        app: Any = make_app(node)
        address = await self._stack.enter_async_context(serving(app))
        settings = ClientSettings(
            server_url=self._url,
            client_id=f"id-{name}",
            client_name=name,
            data_dir=self._folder / name,
            ollama_host=address,
            sync_interval_s=1,
            loaded_interval_s=0.5,
        )
        store = IdentityStore(settings.identity_dir)
        store.prepare()
        running = asyncio.create_task(Client(settings, store).run())

        async def stop() -> None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

        self._stack.push_async_callback(stop)
        return stop


def make_node(speeds: Speeds, *models: str) -> Node:
    node = Node(speeds=speeds)
    node.install(*models)
    return node


async def _run(
    settings: ServerSettings, up: Callable[[str], None], over: asyncio.Event, folder: Path
) -> None:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(create_app(settings)))
        obt = await stack.enter_async_context(AsyncObt(url))
        group = _Group(url, folder, stack)

        async def until(online: int, installed: int) -> None:
            async with asyncio.timeout(DEADLINE_S):
                while True:
                    counts = (await obt.info()).counts
                    if (counts.online, counts.installed) == (online, installed):
                        return
                    await asyncio.sleep(0.02)

        switch_off = await group.add("attic", make_node(QUICK, "old:1b"))
        await until(1, 1)
        await switch_off()
        await group.add("desk", make_node(QUICK, "small:1b", "mid:1b"))
        await group.add("lab1", make_node(SLOW, "small:1b", "big:1b"))
        await until(2, 4)
        up(url)
        await over.wait()


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    settings = ServerSettings(data_dir=folder / "server")
    urls: queue.Queue[str | None] = queue.Queue()
    stop: list[Callable[[], object]] = []

    async def run() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(over.set))
        try:
            await _run(settings, urls.put, over, folder)
        finally:
            urls.put(None)

    # what server and clients log is not what the command line says
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        url = urls.get()
        assert url is not None, "it did not start: see above"
        yield Installation(url)
    finally:
        for wish in stop:
            wish()
        thread.join()
        structlog.reset_defaults()


@pytest.fixture(scope="module")
def obt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("fleet")) as made:
        yield made


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that asks for a token."""
    settings = ServerSettings(
        data_dir=tmp_path_factory.mktemp("locked"), admin_token=SecretStr(TOKEN)
    )
    with in_a_thread(create_app(settings)) as url:
        yield url
