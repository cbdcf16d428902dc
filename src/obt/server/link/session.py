"""One link after its hello: what comes in is taken, what waits for the client goes out."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from obt.server.core.errors import NotFoundError
from obt.server.link.transport import ClosingError, LinkLostError, Transport
from obt.server.registry.liveness import LINK_LOST
from obt.server.registry.outbox import Outbox, OverflownError
from obt.server.registry.ports import JobDesk, ModelsDesk, PlaygroundDesk, TransferDesk
from obt.server.registry.registry import Registry
from obt.wire import PROTOCOL
from obt.wire.closing import Close
from obt.wire.frames import (
    OUTPUT_RATE,
    BeatFrame,
    ClientFrame,
    Goodbye,
    HardwareChanged,
    Hello,
    ModelsChanged,
    ModelsSnapshot,
    Resync,
    Welcome,
)
from obt.wire.jobs import JobAccepted, JobFinished, JobProgress
from obt.wire.playground import PlaygroundChunk, PlaygroundEnd
from obt.wire.transfer import TransferOpened


@dataclass(frozen=True, slots=True)
class Desks:
    """Who takes what a link brings. `observe` is told each frame's type and how many seconds it
    took."""

    registry: Registry
    models: ModelsDesk
    jobs: JobDesk
    transfers: TransferDesk
    playground: PlaygroundDesk
    observe: Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Session:
    client_id: str
    transport: Transport
    outbox: Outbox
    desks: Desks

    async def greet(self, hello: Hello) -> None:
        """Raises LinkLostError."""
        await self.transport.send(self._welcome(hello))
        await self.desks.jobs.linked(self.client_id, hello.kinds, hello.jobs)

    async def converse(self) -> str:
        """Until the link ends; returns why. Both directions end together."""
        why = LINK_LOST
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._send(), name=f"send {self.client_id}")
                await self._receive()
        except* LinkLostError:
            pass
        except* ClosingError as closings:
            closing = closings.exceptions[0]
            assert isinstance(closing, ClosingError)  # noqa: S101 - what except* caught
            await self.transport.close(closing.code, closing.reason)
            why = closing.reason
        return why

    def _welcome(self, hello: Hello) -> Welcome:
        rules = self.desks.registry.rules
        known = self.desks.registry.get(self.client_id).fingerprint
        return Welcome(
            protocol=PROTOCOL,
            heartbeat_interval_s=rules.interval_s,
            client_timeout_s=rules.timeout_s,
            resync=hello.models is None or hello.models != known,
            features=[name for name in hello.features if name == OUTPUT_RATE],
        )

    async def _send(self) -> NoReturn:
        try:
            while True:
                for order in await self.outbox.next():
                    await self.transport.send(order)
        except OverflownError as error:
            reason = "too much waits to be read: dial again"
            raise ClosingError(Close.SILENT, reason) from error

    async def _receive(self) -> NoReturn:
        # no name for the frame here: a full list of models would be kept until the next beat
        while True:
            await self._handle(await self.transport.receive())

    async def _handle(self, frame: ClientFrame) -> None:
        began = time.perf_counter()
        try:
            await self._take(frame)
        except NotFoundError as error:
            if self.desks.registry.find(self.client_id) is not None:
                raise
            raise ClosingError(Close.FORGOTTEN, "this client was forgotten") from error
        self.desks.observe(frame.type, time.perf_counter() - began)

    async def _take(self, frame: ClientFrame) -> None:
        match frame:
            case BeatFrame() | HardwareChanged():
                self.desks.registry.tell(self.client_id, frame)
            case ModelsSnapshot() | ModelsChanged():
                if not await self.desks.models.models(self.client_id, frame):
                    self.outbox.put(Resync())
            case JobAccepted() | JobProgress() | JobFinished():
                await self.desks.jobs.report(self.client_id, frame)
            case TransferOpened():
                self.desks.transfers.opened(self.client_id, frame)
            case PlaygroundChunk() | PlaygroundEnd():
                self.desks.playground.told(self.client_id, frame)
            case Goodbye():
                self.desks.registry.tell(self.client_id, frame)
                raise ClosingError(Close.GOODBYE, "goodbye")
            case Hello():
                raise ClosingError(Close.BAD_FRAME, "hello comes once, and first")
