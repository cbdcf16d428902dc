"""Simulated machines: a simulated Ollama on a port of its own, and a real client beside each."""

import asyncio
import random
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from obt.client.client import Client
from obt.client.identity import IdentityStore
from obt.client.settings import ClientSettings
from obt.simulate.ollama import V0_33, Node, Speeds, make_app
from obt.simulate.ollama.catalogue import CATALOGUE

HOST = "127.0.0.1"


def make_node(number: int, seed: int) -> Node:
    """A node of a plausible fleet: some models of the catalogue, its own speed."""
    dice = random.Random(seed * 1000 + number)  # noqa: S311 - a demo, no secrets
    speeds = Speeds(decode_rate=dice.uniform(15, 120), prefill_rate=dice.uniform(200, 4000))
    node = Node(profile=V0_33, speeds=speeds, seed=dice.randrange(1_000_000), vram_part=1.0)
    node.install(*dice.sample(sorted(CATALOGUE), dice.randint(4, len(CATALOGUE) - 3)))
    return node


async def run_nodes(
    count: int, *, port: int, server_url: str | None, seed: int = 0, data: Path | None = None
) -> None:
    """Until cancelled. Without a server, only the Ollamas, on `port` and the ports after it.

    `data` keeps the clients' identities; default: a temporary folder.
    """
    with ExitStack() as stack:
        folder = data or Path(stack.enter_context(TemporaryDirectory(prefix="obt-simulate-")))
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                app = make_app(make_node(number, seed))
                config = uvicorn.Config(
                    app, host=HOST, port=port + number, log_level="warning", lifespan="off"
                )
                group.create_task(_serve(uvicorn.Server(config)), name=f"ollama {number}")
                if server_url is not None:
                    name = f"sim-{number + 1:02d}"
                    client = _client(name, server_url, port + number, folder)
                    group.create_task(client.run(), name=name)


async def _serve(server: uvicorn.Server) -> None:
    """One server of several: signals are for whoever runs them all."""
    config = server.config
    if not config.loaded:
        config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        await server.main_loop()
    finally:
        await server.shutdown()


def _client(name: str, server_url: str, port: int, folder: Path) -> Client:
    settings = ClientSettings(
        server_url=server_url,
        client_id=name,
        client_name=name,
        data_dir=folder / name,
        ollama_host=f"{HOST}:{port}",
    )
    store = IdentityStore(settings.identity_dir)
    store.prepare()
    return Client(settings, store)
