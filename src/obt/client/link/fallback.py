"""Beats over REST, for as long as a proxy lets no WebSocket through."""

import asyncio
from dataclasses import dataclass

from obt.client.identity import Identity
from obt.client.link.api import ServerApi
from obt.client.link.broken import LinkBroken
from obt.client.link.session import Session
from obt.client.outbox import Item
from obt.wire.jobs import JobReport
from obt.wire.rest import Heartbeat, ModelsPut
from obt.wire.transfer import TransferOpened

REPORTS_AT_ONCE = 1000


@dataclass(frozen=True)
class RestLink:
    api: ServerApi
    session: Session

    async def open(self, identity: Identity) -> None:
        """The first beat: raises `LinkBroken` where REST does not work either."""
        self.session.book.resync()
        self.session.worker.linked()
        await self._beat(identity, [])
        self.session.outbox.mark("models")

    async def run(self, identity: Identity, for_s: float) -> None:
        """Beat for so long, then return: time to try a WebSocket again. Raises `LinkBroken`."""
        try:
            async with asyncio.timeout(for_s):
                while True:
                    await self._say(identity, await self.session.outbox.take())
        except TimeoutError:
            return

    async def _say(self, identity: Identity, item: Item) -> None:
        try:
            match item:
                case "models":
                    await self._put_models(identity)
                case "beat":
                    await self._beat(identity, [])
                case TransferOpened() | "playground":
                    return  # nobody asks over REST: this one was left by a WebSocket that broke
                case "hardware":  # only a registration carries it
                    raise LinkBroken("register", "the hardware of this machine changed")
                case _:
                    await self._beat(identity, [item])
        except (LinkBroken, asyncio.CancelledError):
            if item != "hardware":
                self.session.outbox.give_back([item])
            raise

    async def _beat(self, identity: Identity, first: list[JobReport]) -> None:
        """One beat with every report that waits; what it brings back is obeyed."""
        outbox, node = self.session.outbox, self.session.node
        reports = outbox.take_reports(REPORTS_AT_ONCE - len(first))
        beat = node.beat()
        try:
            reply = await self.api.heartbeat(
                identity.client_id,
                identity.token or "",
                Heartbeat(
                    ollama=beat.ollama,
                    telemetry=beat.telemetry,
                    loaded=beat.loaded,
                    reports=[*first, *reports],
                ),
            )
        except (LinkBroken, asyncio.CancelledError):
            outbox.give_back(reports)
            raise
        self.session.pace(reply.next_heartbeat_s)
        if reply.resync:
            self.session.book.resync()
            outbox.mark("models")
        for order in reply.pending_jobs:
            await self.session.worker.handle(order)

    async def _put_models(self, identity: Identity) -> None:
        """The whole list where the server's is another one."""
        book = self.session.book
        if book.frame() is None or (snapshot := book.snapshot()) is None:
            return
        try:
            await self.api.put_models(
                identity.client_id,
                identity.token or "",
                ModelsPut(models=snapshot.models, fingerprint=snapshot.fingerprint),
            )
        except (LinkBroken, asyncio.CancelledError):
            book.resync()
            raise
