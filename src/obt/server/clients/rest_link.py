"""The link of a client that has no WebSocket: what the socket would carry, on each beat."""

from obt.server.core.errors import ConflictError
from obt.server.registry.outbox import JobOrders, Outboxes, OverflownError
from obt.server.registry.ports import JobDesk
from obt.server.registry.registry import Registry
from obt.server.views.clients import LinkState
from obt.wire.facts import Beat
from obt.wire.frames import Resync
from obt.wire.operations import KINDS
from obt.wire.rest import Heartbeat, HeartbeatReply


class RestLink:
    def __init__(self, registry: Registry, outboxes: Outboxes, jobs: JobDesk) -> None:
        self._registry = registry
        self._outboxes = outboxes
        self._jobs = jobs

    async def beat(self, client_id: str, told: Heartbeat) -> HeartbeatReply:
        """Raises ConflictError while the same client has a live WebSocket: one link at a time."""
        link = self._registry.get(client_id).hearing.link
        if link is LinkState.WEBSOCKET and self._registry.is_live(client_id):
            raise ConflictError("This client has a link: its beats belong there.")
        outbox = self._outboxes.get(client_id)
        if link is not LinkState.REST or outbox is None:
            outbox = self._outboxes.open(client_id)
            self._registry.linked(client_id, LinkState.REST)
            await self._jobs.linked(client_id, KINDS, [])
        beat = Beat(ollama=told.ollama, telemetry=told.telemetry, loaded=told.loaded)
        client = self._registry.tell(client_id, beat)
        for report in told.reports:
            await self._jobs.report(client_id, report)
        try:
            orders = outbox.drain()
        except OverflownError:
            # the next beat opens a fresh one, and the jobs are derived again
            self._outboxes.close(client_id, outbox)
            orders = []
        return HeartbeatReply(
            next_heartbeat_s=self._registry.rules.interval_s,
            resync=client.fingerprint is None or any(isinstance(o, Resync) for o in orders),
            pending_jobs=[order for order in orders if isinstance(order, JobOrders)],
        )
