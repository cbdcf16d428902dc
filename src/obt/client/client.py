"""The client as a whole: its rooms, put together, and its loops, one for each concern."""

import asyncio
import platform
import socket
import sys
from pathlib import Path

import structlog

from obt import __version__
from obt.client.beats import Heart
from obt.client.identity import IdentityStore
from obt.client.jobs.job import Home
from obt.client.jobs.jobs import make_worker
from obt.client.link.api import ServerApi
from obt.client.link.link import Link
from obt.client.link.session import Session
from obt.client.link.transport import WebSocketDial
from obt.client.node import ModelsBook, Node
from obt.client.ollama.access import Ollama
from obt.client.ollama.address import DEFAULT_PORT, Address
from obt.client.ollama.reader import Reader
from obt.client.outbox import Outbox
from obt.client.output import Output
from obt.client.playground.room import Playground
from obt.client.probes import disk
from obt.client.probes.machine import Machine
from obt.client.probes.reading import Missing
from obt.client.settings import ClientSettings
from obt.client.sync import Sync
from obt.client.transfer.relay import Relay
from obt.client.transfer.source import Source
from obt.client.transfer.transfers import Transfers
from obt.wire.facts import Cpu, Hardware, OllamaState, OperatingSystem
from obt.wire.rest import Registration

log = structlog.get_logger("obt.client")

FIRST_LOOK_S = 3.0
"""How long a start waits to know its machine and its Ollama, before it registers."""


class Client:
    """One run of it; `run` ends with `CancelledError`, or with a group that holds `Forgotten`."""

    def __init__(self, settings: ClientSettings, store: IdentityStore) -> None:
        address = settings.ollama
        self._settings = settings
        self._ollama = Ollama(address)
        self._api = ServerApi(settings.server_url)

        def folder() -> Path | Missing:
            return disk.models_folder(settings.ollama_models, local=address.loopback)

        self._machine = Machine(folder)
        self._node = Node(
            OllamaState(reachable=False, url=address.url, error="not asked yet"), _unknown()
        )
        book = ModelsBook()
        outbox = Outbox()
        output = Output()
        self._sync = Sync(
            self._ollama,
            Reader(self._ollama),
            self._node,
            book,
            outbox,
            models_interval_s=settings.sync_interval_s,
            loaded_interval_s=settings.loaded_interval_s,
        )
        self._heart = Heart(
            self._node,
            outbox,
            self._machine.telemetry,
            self._machine.hardware,
            output_rate=output.rate,
            own_interval_s=settings.heartbeat_interval_s,
        )
        url = settings.server_url
        home = Home(
            store.folder,
            url,
            lambda: store.load(url),
            settings.foreign_cpu,
            output.add,
            self._beside,
        )
        self._relay = Relay(url, home.identity)
        transfers = Transfers(self._relay, settings.transfer_rate)
        self._source = Source(folder, settings.transfer_host, outbox.answer, self._relay.upload)
        self._worker = make_worker(outbox, self._ollama, self._sync, home, folder, transfers)
        self._playground = Playground(
            self._node,
            book,
            self._ollama,
            lambda: outbox.mark("playground"),
            generated=output.add,
        )
        enroll = settings.enroll_token
        self._link = Link(
            self._api,
            WebSocketDial(settings.server_url),
            Session(
                self._node,
                book,
                outbox,
                self._worker,
                self._source,
                self._playground,
                self._heart.pace,
            ),
            store,
            self._registration,
            enroll.get_secret_value() if enroll else None,
        )

    async def run(self) -> None:
        log.info(
            "obt client",
            version=__version__,
            server=self._settings.server_url,
            ollama=self._settings.ollama.url,
        )
        try:
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._sync.watch_loaded(), name="loaded")
                loops.create_task(self._sync.watch_models(), name="models")
                await self._heart.probe_hardware(FIRST_LOOK_S)
                await self._sync.first_look(FIRST_LOOK_S)
                loops.create_task(self._heart.watch_hardware(), name="hardware")
                loops.create_task(self._heart.run(), name="heart")
                loops.create_task(self._worker.run(), name="jobs")
                loops.create_task(self._link.run(), name="link")
        finally:
            self._source.stop()
            await self._playground.aclose()
            await self._relay.aclose()
            await self._ollama.aclose()
            await self._api.aclose()

    def _beside(self) -> tuple[str, ...]:
        works = {
            "a transfer from here": self._source.busy,
            "the playground": self._playground.busy,
        }
        return tuple(words for words, busy in works.items() if busy)

    def _registration(self, client_id: str | None) -> Registration:
        return Registration(
            client_id=self._settings.client_id or client_id,
            name=self._settings.client_name or name_of(self._settings.ollama),
            hostname=_hostname(),
            platform=sys.platform,
            client_version=__version__,
            ollama=self._node.ollama,
            hardware=self._node.hardware,
        )


def _hostname() -> str:
    name = "".join(c for c in socket.gethostname() if c.isprintable())
    return name[:500] or "unnamed"


def name_of(ollama: Address) -> str | None:
    """None: the host's name does. Another Ollama on the same host is told by its port."""
    return None if ollama.port == DEFAULT_PORT else f"{_hostname()[:90]}-{ollama.port}"


def _unknown() -> Hardware:
    """Until the first probe is done."""
    return Hardware(
        cpu=Cpu(architecture=platform.machine() or "unknown"),
        os=OperatingSystem(name=platform.system() or sys.platform),
        absent={"hardware": "still being measured"},
    )
