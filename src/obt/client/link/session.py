"""One link: hello, welcome, then sending and receiving until it breaks."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import structlog

from obt import __version__
from obt.client.link.broken import LinkBroken
from obt.client.link.protocol import build, decode, encode
from obt.client.link.transport import Connection
from obt.client.node import ModelsBook, Node
from obt.client.outbox import Outbox
from obt.client.ports import Playing, Source, Worker
from obt.wire import PROTOCOL
from obt.wire.frames import OUTPUT_RATE, Goodbye, Hello, Resync, ServerFrame, Welcome
from obt.wire.playground import FEATURE, PlaygroundStart, PlaygroundStop
from obt.wire.transfer import TransferClose, TransferOpen, TransferRead

log = structlog.get_logger("obt.client.link")

WELCOME_TIMEOUT_S = 15.0
GOODBYE_TIMEOUT_S = 1.5


@dataclass(frozen=True)
class Session:
    """What every link of this client talks about."""

    node: Node
    book: ModelsBook
    outbox: Outbox
    worker: Worker
    source: Source
    playing: Playing
    pace: Callable[[float], None]
    """Told the server's beat interval, in seconds."""

    async def converse(self, connection: Connection, welcomed: Callable[[], None]) -> NoReturn:
        """Until the link breaks: raises `LinkBroken`. Cancelled, it says goodbye first."""
        try:
            await self._greet(connection)
            welcomed()
            await self._both(connection)
        except asyncio.CancelledError:
            await self._leave(connection)
            raise
        except LinkBroken as broken:
            await connection.close(broken.why[:100])
            raise
        finally:
            self.node.server_takes = frozenset()
            self.playing.unlinked()

    async def _greet(self, connection: Connection) -> None:
        hello = Hello(
            protocol=PROTOCOL,
            client_version=__version__,
            kinds=self.worker.kinds(),
            features=[FEATURE, OUTPUT_RATE],
            models=self.book.greet(),
            jobs=self.worker.known(),
        )
        await connection.send(hello.model_dump_json())
        try:
            async with asyncio.timeout(WELCOME_TIMEOUT_S):
                frame = decode(await connection.receive())
        except TimeoutError as error:
            raise LinkBroken("dial", "the server did not answer the hello") from error
        if not isinstance(frame, Welcome):
            raise LinkBroken("wait", "the server answered the hello with something else")
        if frame.protocol != PROTOCOL:
            raise LinkBroken(
                "wait",
                f"the server speaks version {frame.protocol} of the protocol, this client "
                f"{PROTOCOL}: upgrade the older one",
            )
        self.pace(frame.heartbeat_interval_s)
        self.node.server_takes = frozenset(frame.features)
        self.book.welcomed(frame.resync)
        self.worker.linked()
        self.outbox.mark("beat")
        self.outbox.mark("models")

    async def _both(self, connection: Connection) -> NoReturn:
        """Side by side; the first to end, ends both."""
        sides = {
            asyncio.create_task(self._send(connection), name="link-send"),
            asyncio.create_task(self._receive(connection), name="link-receive"),
        }
        try:
            done, _ = await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
            raise next(error for task in done if (error := task.exception()))
        finally:
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)

    async def _send(self, connection: Connection) -> NoReturn:
        while True:
            item = await self.outbox.take()
            frame = build(item, self.node, self.book, self.playing)
            text = encode(frame) if frame else None
            if text is None:
                continue
            try:
                await connection.send(text)
            except (LinkBroken, asyncio.CancelledError):
                self.outbox.give_back([item])
                raise

    async def _receive(self, connection: Connection) -> NoReturn:
        while True:
            frame = decode(await connection.receive())
            if frame is not None:
                await self._obey(frame)

    async def _obey(self, frame: ServerFrame) -> None:
        match frame:
            case Resync():
                self.book.resync()
                self.outbox.mark("models")
            case Welcome():
                log.warning("the server said welcome twice")
            case TransferOpen() | TransferRead() | TransferClose():
                self.source.handle(frame)
            case PlaygroundStart() | PlaygroundStop():
                self.playing.handle(frame)
            case _:
                await self.worker.handle(frame)

    async def _leave(self, connection: Connection) -> None:
        try:
            async with asyncio.timeout(GOODBYE_TIMEOUT_S):
                await connection.send(Goodbye().model_dump_json())
        except (LinkBroken, TimeoutError):
            log.debug("the goodbye did not get through")
        await connection.close("stopped")
