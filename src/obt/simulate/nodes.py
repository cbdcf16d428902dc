"""Simulated machines: a simulated Ollama on a port of its own, and a real client beside each."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from obt.client.client import Client
from obt.client.identity import IdentityStore
from obt.client.settings import ClientSettings
from obt.simulate.ollama import Served, demo_nodes


async def run_nodes(
    count: int, *, port: int, server_url: str | None, seed: int = 0, data: Path | None = None
) -> None:
    """Until cancelled. Without a server, only the Ollamas, on `port` and the ports after it.

    `data` keeps the clients' identities; default: a temporary folder.

    Raises:
        OSError: one of the ports is taken.
    """
    async with AsyncExitStack() as stack:
        folder = data or Path(stack.enter_context(TemporaryDirectory(prefix="obt-simulate-")))
        ollamas = [Served(node, port + n) for n, node in enumerate(demo_nodes(count, seed))]
        for ollama in ollamas:
            stack.push_async_callback(ollama.stop)
            await ollama.start()
        if server_url is None:
            await asyncio.Event().wait()
            return
        async with asyncio.TaskGroup() as group:
            for number, ollama in enumerate(ollamas, start=1):
                name = f"sim-{number:02d}"
                group.create_task(_client(name, server_url, ollama.url, folder).run(), name=name)


def _client(name: str, server_url: str, ollama_url: str, folder: Path) -> Client:
    settings = ClientSettings(
        server_url=server_url,
        client_id=name,
        client_name=name,
        data_dir=folder / name,
        ollama_host=ollama_url,
    )
    store = IdentityStore(settings.identity_dir)
    store.prepare()
    return Client(settings, store)
