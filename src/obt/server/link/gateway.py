"""The links: one WebSocket a client, from its first byte to its end."""

import asyncio

import structlog

from obt.server.link.session import Desks, Session
from obt.server.link.transport import ClosingError, LinkLostError, Transport
from obt.server.registry.liveness import LINK_LOST
from obt.server.registry.outbox import Outboxes
from obt.server.registry.ports import Keys
from obt.server.views.clients import LinkState
from obt.wire import PROTOCOL
from obt.wire.closing import Close
from obt.wire.frames import Hello

log = structlog.get_logger()
HELLO_S = 10  # a client says hello at once; only a broken one takes longer


class Gateway:
    """Every link of this server; a client has one at most."""

    def __init__(self, keys: Keys, outboxes: Outboxes, desks: Desks) -> None:
        self._keys = keys
        self._outboxes = outboxes
        self._desks = desks
        self._registry = desks.registry
        self._open: dict[str, Transport] = {}

    async def serve(self, client_id: str, token: str | None, transport: Transport) -> None:
        """One link, from hello until it ends."""
        try:
            async with asyncio.timeout(HELLO_S):
                hello = await self._greet(client_id, token, transport)
        except ClosingError as closing:
            log.info("link refused", client=client_id, why=closing.reason)
            await transport.close(closing.code, closing.reason)
            return
        except TimeoutError:
            await transport.close(Close.SILENT, f"no hello within {HELLO_S} s")
            return
        except LinkLostError:
            return
        session = Session(client_id, transport, self._outboxes.open(client_id), self._desks)
        stale, self._open[client_id] = self._open.get(client_id), transport
        self._registry.linked(client_id, LinkState.WEBSOCKET)
        self._desks.playground.linked(client_id, hello.features)
        log.info("linked", client=client_id, version=hello.client_version)
        why = LINK_LOST
        try:
            if stale:
                await stale.close(Close.DUPLICATE, "this client has a newer link")
            await session.greet(hello)
            del hello  # it may name 10,000 jobs, and a link lasts
            why = await session.converse()
        except LinkLostError:
            return
        finally:
            self._outboxes.close(client_id, session.outbox)
            # a stale link must not take down the one that came after it
            if self._open.get(client_id) is transport:
                del self._open[client_id]
                self._registry.unlinked(client_id)
                self._desks.playground.unlinked(client_id)
                log.info("unlinked", client=client_id, why=why)

    async def close(self, client_id: str, code: Close, reason: str) -> None:
        if transport := self._open.get(client_id):
            await transport.close(code, reason)

    async def _greet(self, client_id: str, token: str | None, transport: Transport) -> Hello:
        if self._registry.find(client_id) is None:
            raise ClosingError(Close.UNKNOWN_CLIENT, f"no client '{client_id}' here: register")
        if not self._keys.authentic(client_id, token):
            raise ClosingError(Close.BAD_TOKEN, "that is not this client's token: register")
        self._refuse_double(client_id)
        hello = await transport.receive()
        if not isinstance(hello, Hello):
            raise ClosingError(Close.BAD_FRAME, f"expected hello, got {hello.type}")
        if hello.protocol != PROTOCOL:
            reason = f"the server speaks protocol {PROTOCOL}, this client {hello.protocol}: upgrade"
            raise ClosingError(Close.WRONG_PROTOCOL, reason)
        if self._registry.find(client_id) is None:
            raise ClosingError(Close.FORGOTTEN, "this client was forgotten")
        self._refuse_double(client_id)
        return hello

    def _refuse_double(self, client_id: str) -> None:
        """One that missed its beats is as good as gone, whatever its connection says."""
        if client_id in self._open and self._registry.is_live(client_id):
            reason = f"another live client has the id '{client_id}': give this one its own"
            raise ClosingError(Close.DUPLICATE, reason)
