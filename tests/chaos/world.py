"""A fleet that can be hurt: a real server, real clients, simulated Ollamas, and a wire to cut."""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import httpx

from obt.simulate.ollama import Faults, Node, Served, Speeds
from obt.simulate.ollama.catalogue import CATALOGUE
from tests.e2e.programs import until
from tests.ports import free_port

T = TypeVar("T")
CLIENTS = Path(__file__).with_name("clients.py")
BASE = "smollm2:135m"
SPEEDS = Speeds(load_s=0.05, unload_s=0.02, pull_rate=4e6, event_s=0.05)
SETTINGS = {
    "OBT_HEARTBEAT_INTERVAL_S": "1",
    "OBT_CLIENT_TIMEOUT_S": "4",
    "OBT_JOB_RETRIES": "20",
    "OBT_JOB_PULLS_IN_FLEET": "40",
}


class Wire:
    """TCP between clients and server; `cut` breaks every connection at once."""

    def __init__(self, port: int, to: int) -> None:
        self.port = port
        self._to = to
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def stop(self) -> None:
        self._server.close()
        await self.cut()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.close()
            return
        both = {writer, there}
        self._open |= both
        try:
            await asyncio.gather(_copy(reader, there), _copy(there_reader, writer))
        finally:
            self._open -= both

    async def cut(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


class World:
    """`nodes` simulated machines, their clients in `groups` processes."""

    def __init__(self, folder: Path, nodes: int, groups: int, seed: int) -> None:
        self.folder = folder
        self.ids = [f"node-{n:02d}" for n in range(nodes)]
        self.nodes = {i: Node(speeds=replace(SPEEDS), seed=seed) for i in self.ids}
        self.ollamas = {i: Served(node) for i, node in self.nodes.items()}
        self.server_port, self.wire_port = free_port(), free_port()
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.server_port}/api/v1", timeout=60, trust_env=False
        )
        self._groups = [self.ids[n::groups] for n in range(groups)]
        self._clients: list[subprocess.Popen[bytes] | None] = [None] * groups
        self._server: subprocess.Popen[bytes] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.wire = Wire(self.wire_port, self.server_port)

    # the parts

    def start(self) -> None:
        self._thread.start()
        for ollama in self.ollamas.values():
            self.there(ollama.start())
        self.there(self.wire.start())
        self.start_server()
        for group in range(len(self._groups)):
            self.start_clients(group)
        until("all clients are online", lambda: self.online() == len(self.ids))

    def there(self, doing: Coroutine[Any, Any, T]) -> T:
        """Run it on the loop of the Ollamas and the wire."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(60)

    def online(self) -> int:
        with contextlib.suppress(httpx.TransportError):
            return int(self.http.get("/info").json()["counts"]["online"])
        return -1

    def start_server(self) -> None:
        settings = SETTINGS | {
            "OBT_PORT": str(self.server_port),
            "OBT_DATA_DIR": str(self.folder / "server"),
        }
        self._server = self._run(["-m", "obt", "server"], "server", settings)

    def kill_server(self) -> None:
        _kill(self._server)

    def start_clients(self, group: int) -> None:
        pairs = [f"{i}={self.ollamas[i].url}" for i in self._groups[group]]
        url = f"http://127.0.0.1:{self.wire_port}"
        argv = [str(CLIENTS), url, str(self.folder / "clients"), *pairs]
        self._clients[group] = self._run(argv, f"clients-{group}", {})

    def kill_clients(self, group: int) -> None:
        _kill(self._clients[group])

    def hurt(self, node_id: str, faults: Faults) -> None:
        self.nodes[node_id].faults = faults

    def heal(self) -> None:
        for node in self.nodes.values():
            node.faults = Faults()

    def stop(self) -> None:
        for process in (*self._clients, self._server):
            _kill(process)
        for ollama in self.ollamas.values():
            self.there(ollama.stop())
        self.there(self.wire.stop())
        self.http.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self, argv: list[str], name: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as out:
            return subprocess.Popen(
                [sys.executable, *argv], env={**os.environ, **env}, stdout=out, stderr=out
            )


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process and process.poll() is None:
        process.kill()
        process.wait(60)


def catalogued(name: str) -> str:
    """Make the simulated registry have it: small enough to be pulled in five seconds."""
    CATALOGUE[name] = replace(CATALOGUE[BASE], name=name, size=20_000_000)
    return name
