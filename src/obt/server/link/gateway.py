"""The links: one WebSocket a client, its session from hello to goodbye."""

import asyncio
import time
from collections.abc import Callable

import structlog

from obt.server.link.transport import ClosingError, LinkLostError, Transport
from obt.server.registry.outbox import Outbox, Outboxes
from obt.server.registry.ports import ClientDesk, JobDesk
from obt.server.registry.registry import Registry
from obt.server.views.clients import LinkState
from obt.wire import PROTOCOL
from obt.wire.closing import Close
from obt.wire.frames import (
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

log = structlog.get_logger()
HELLO_S = 10  # a client says hello at once; only a broken one takes longer


class Gateway:
    """Every link of this server; a client has one at most.

    `observe` is told the type of each frame and the seconds that handling it took.
    """

    def __init__(
        self,
        registry: Registry,
        outboxes: Outboxes,
        clients: ClientDesk,
        jobs: JobDesk,
        observe: Callable[[str, float], None] = lambda _type, _seconds: None,
    ) -> None:
        self._registry = registry
        self._outboxes = outboxes
        self._clients = clients
        self._jobs = jobs
        self._observe = observe
        self._open: dict[str, Transport] = {}

    async def serve(self, client_id: str, token: str | None, transport: Transport) -> None:
        """One link, from hello until it ends."""
        try:
            async with asyncio.timeout(HELLO_S):
                hello = await self._greet(client_id, token, transport)
        except ClosingError as closing:
            await transport.close(closing.code, closing.reason)
            return
        except TimeoutError:
            await transport.close(Close.SILENT, f"no hello within {HELLO_S} s")
            return
        except LinkLostError:
            return
        outbox = self._outboxes.open(client_id)
        self._open[client_id] = transport
        log.info("linked", client=client_id, version=hello.client_version)
        try:
            self._registry.linked(client_id, LinkState.WEBSOCKET)
            await self._converse(client_id, hello, transport, outbox)
        finally:
            self._outboxes.close(client_id, outbox)
            # a stale link must not take down the one that came after it
            if self._open.get(client_id) is transport:
                del self._open[client_id]
                self._registry.unlinked(client_id)
                log.info("unlinked", client=client_id)

    async def close(self, client_id: str, code: Close, reason: str) -> None:
        if transport := self._open.get(client_id):
            await transport.close(code, reason)

    async def close_all(self) -> None:
        """At the stop of the server."""
        reason = "the server stops"
        closing = (t.close(Close.SERVER_STOPPING, reason) for t in list(self._open.values()))
        await asyncio.gather(*closing)

    async def _greet(self, client_id: str, token: str | None, transport: Transport) -> Hello:
        if self._registry.find(client_id) is None:
            raise ClosingError(Close.UNKNOWN_CLIENT, f"no client '{client_id}' here: register")
        if not self._clients.authentic(client_id, token):
            raise ClosingError(Close.BAD_TOKEN, "that is not this client's token: register")
        if client_id in self._open:
            reason = f"another live client has the id '{client_id}': give this one its own"
            raise ClosingError(Close.DUPLICATE, reason)
        hello = await transport.receive()
        if not isinstance(hello, Hello):
            raise ClosingError(Close.BAD_FRAME, f"expected hello, got {hello.type}")
        if hello.protocol != PROTOCOL:
            reason = f"the server speaks protocol {PROTOCOL}, this client {hello.protocol}: upgrade"
            raise ClosingError(Close.WRONG_PROTOCOL, reason)
        if client_id in self._open:
            raise ClosingError(Close.DUPLICATE, "another live client has this id")
        return hello

    async def _converse(
        self, client_id: str, hello: Hello, transport: Transport, outbox: Outbox
    ) -> None:
        rules = self._registry.rules
        known = self._registry.get(client_id).fingerprint
        welcome = Welcome(
            protocol=PROTOCOL,
            heartbeat_interval_s=rules.interval_s,
            client_timeout_s=rules.timeout_s,
            resync=hello.models is None or hello.models != known,
        )
        sending: asyncio.Task[None] | None = None
        try:
            await transport.send(welcome)
            await self._jobs.linked(client_id, hello.kinds, hello.jobs)
            sending = asyncio.create_task(_drain(outbox, transport), name=f"send {client_id}")
            while True:
                frame = await transport.receive()
                began = time.perf_counter()
                await self._take(client_id, frame, outbox)
                self._observe(frame.type, time.perf_counter() - began)
                if isinstance(frame, Goodbye):
                    await transport.close(Close.GOODBYE, "goodbye")
                    return
        except ClosingError as closing:
            log.warning("link closed", client=client_id, reason=closing.reason)
            await transport.close(closing.code, closing.reason)
        except LinkLostError:
            return
        finally:
            if sending is not None:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)

    async def _take(self, client_id: str, frame: ClientFrame, outbox: Outbox) -> None:
        if self._registry.find(client_id) is None:
            raise ClosingError(Close.FORGOTTEN, "this client was forgotten")
        match frame:
            case BeatFrame() | HardwareChanged() | Goodbye():
                self._registry.tell(client_id, frame)
            case ModelsSnapshot() | ModelsChanged():
                if not await self._clients.models(client_id, frame):
                    outbox.put(Resync())
            case JobAccepted() | JobProgress() | JobFinished():
                await self._jobs.report(client_id, frame)
            case Hello():
                raise ClosingError(Close.BAD_FRAME, "hello comes once, and first")


async def _drain(outbox: Outbox, transport: Transport) -> None:
    try:
        while True:
            await transport.send(await outbox.next())
    except LinkLostError:
        return  # the receiving side sees it too, and ends the session
