"""A server, as the link sees it: scripted connections, and REST behind a mock transport."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from tests.client.fakes import FakeTime, FakeWorker

from obt.client.identity import IdentityStore
from obt.client.link.api import ServerApi
from obt.client.link.broken import LinkBroken
from obt.client.link.link import Link
from obt.client.link.session import Session
from obt.client.link.transport import Connection
from obt.client.node import ModelsBook, Node
from obt.client.outbox import Outbox
from obt.wire import PROTOCOL
from obt.wire.facts import Cpu, Hardware, OllamaState, OperatingSystem
from obt.wire.frames import ClientFrame, ServerFrame, Welcome, client_frame
from obt.wire.playground import PlaygroundOrder, PlaygroundTold
from obt.wire.rest import Registration
from obt.wire.transfer import TransferOrder

SERVER = "http://127.0.0.1:1"


def welcome(**more: Any) -> Welcome:
    given = {
        "protocol": PROTOCOL,
        "heartbeat_interval_s": 10.0,
        "client_timeout_s": 60.0,
        "resync": False,
    }
    return Welcome.model_validate({**given, **more})


class FakeConnection:
    """What the client sent is in `sent`; `say` and `end` are the server's part."""

    def __init__(self, *frames: ServerFrame) -> None:
        self._inbox: asyncio.Queue[str | LinkBroken] = asyncio.Queue()
        self._sent: asyncio.Queue[str] = asyncio.Queue()
        self.closed: str | None = None
        self.broken: LinkBroken | None = None
        for frame in frames:
            self.say(frame)

    def say(self, frame: ServerFrame) -> None:
        self._inbox.put_nowait(frame.model_dump_json())

    def end(self, broken: LinkBroken) -> None:
        self._inbox.put_nowait(broken)

    async def heard(self) -> ClientFrame:
        async with asyncio.timeout(30):
            return client_frame.validate_json(await self._sent.get())

    async def heard_until(self, kind: str) -> list[ClientFrame]:
        """Everything up to the first frame of this type, that one included."""
        frames = [await self.heard()]
        while frames[-1].type != kind:
            frames.append(await self.heard())
        return frames

    async def send(self, text: str) -> None:
        await asyncio.sleep(0)
        if self.broken:
            raise self.broken
        self._sent.put_nowait(text)

    async def receive(self) -> str:
        item = await self._inbox.get()
        if isinstance(item, LinkBroken):
            raise item
        return item

    async def close(self, reason: str) -> None:
        self.closed = reason


class FakeSource:
    def __init__(self) -> None:
        self.orders: list[TransferOrder] = []

    def handle(self, order: TransferOrder) -> None:
        self.orders.append(order)


class FakePlaying:
    """Tells what is in `told`."""

    def __init__(self) -> None:
        self.orders: list[PlaygroundOrder] = []
        self.told: list[PlaygroundTold] = []
        self.ends = 0

    def handle(self, order: PlaygroundOrder) -> None:
        self.orders.append(order)

    def take(self) -> PlaygroundTold | None:
        return self.told.pop(0) if self.told else None

    def unlinked(self) -> None:
        self.ends += 1


class FakeServer:
    """Hands out the scripted connections in turn; then the last remedy for ever."""

    def __init__(self, tmp_path: Path) -> None:
        self.time = FakeTime()
        self.worker = FakeWorker()
        self.playing = FakePlaying()
        self.outbox = Outbox()
        self.book = ModelsBook()
        self.paces: list[float] = []
        self.node = Node(
            OllamaState(reachable=True, url="http://127.0.0.1:11434"),
            Hardware(cpu=Cpu(architecture="x"), os=OperatingSystem(name="y")),
        )
        self.store = IdentityStore(tmp_path)
        self.script: list[FakeConnection | LinkBroken] = []
        self.dialled: list[tuple[str, str]] = []
        self.requests: list[tuple[str, str, str | None, dict[str, Any]]] = []
        self.rest: Callable[[str, str], httpx.Response | None] = lambda _method, _path: None
        self.tokens = 0
        self.exhausted = asyncio.Event()

    def link(self, enroll_token: str | None = None) -> Link:
        session = Session(
            self.node,
            self.book,
            self.outbox,
            self.worker,
            FakeSource(),
            self.playing,
            self.paces.append,
        )
        return Link(
            ServerApi(SERVER, httpx.MockTransport(self._answer)),
            self._dial,
            session,
            self.store,
            self._registration,
            enroll_token,
            self.time.clock(),
        )

    async def run(self, link: Link) -> None:
        """Until the script is at its end."""
        running = asyncio.ensure_future(link.run())
        ended = asyncio.ensure_future(self.exhausted.wait())
        try:
            async with asyncio.timeout(30):
                await asyncio.wait({running, ended}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                await running
        finally:
            running.cancel()
            ended.cancel()
            await asyncio.gather(running, ended, return_exceptions=True)
            await link.api.aclose()

    async def _dial(self, client_id: str, token: str) -> Connection:
        self.dialled.append((client_id, token))
        if not self.script:
            self.exhausted.set()
            await asyncio.Event().wait()
        step = self.script.pop(0)
        if isinstance(step, LinkBroken):
            raise step
        return step

    def _registration(self, client_id: str | None) -> Registration:
        return Registration(
            client_id=client_id,
            hostname="desk",
            platform="linux",
            client_version="0",
            ollama=self.node.ollama,
            hardware=self.node.hardware,
        )

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        key = request.headers.get("authorization")
        body = json.loads(request.content)
        path = request.url.path.removeprefix("/api/v1")
        self.requests.append((request.method, path, key, body))
        if (answer := self.rest(request.method, path)) is not None:
            return answer
        if path == "/clients":
            self.tokens += 1
            reply = {"client_id": body["client_id"] or "given", "token": f"t{self.tokens}"}
            times = {"heartbeat_interval_s": 10.0, "client_timeout_s": 60.0}
            return httpx.Response(201, json={**reply, **times})
        if path.endswith("/heartbeat"):
            reply = {"next_heartbeat_s": 10.0, "resync": False, "pending_jobs": []}
            return httpx.Response(200, json=reply)
        return httpx.Response(204)
