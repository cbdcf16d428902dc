"""GET /api/v1/events: what the dashboard lives on."""

from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Request
from sse_starlette import EventSourceResponse

from obt.server.core.locks import Admin
from obt.server.core.problems import documented
from obt.server.events.bus import Bus, Packet
from obt.server.events.schemas import FleetEvent
from obt.server.stream.snapshot import Snapshots

router = APIRouter(prefix="/api/v1", tags=["events"], dependencies=[Admin])
PING_S = 15
GRACE_S = 1  # for a reader to take what it was sent; then the stream is cut off


def _written(packet: Packet, epoch: str) -> bytes:
    # JSON has no line breaks of its own, so this is all that the format asks for
    head = f"id: {epoch}-{packet.seq}\nevent: {packet.type}\n"
    return f"{head}data: {packet.data}\n\n".encode()


@router.get(
    "/events",
    operation_id="streamEvents",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "A stream of server-sent events, a snapshot first. Each `data` is one "
            "FleetEvent, its name in `event`.",
            "model": FleetEvent,
            "content": {"text/event-stream": {}},
        },
        **documented(401, 403),
    },
)
async def events(
    request: Request,
    last_event_id: Annotated[
        str | None, Header(description="Resume after this event, if it is still remembered")
    ] = None,
) -> EventSourceResponse:
    """Live events. Slow readers lose intermediate state updates, never facts."""
    bus: Bus = request.app.state.bus
    snapshots: Snapshots = request.app.state.snapshots

    async def stream() -> AsyncIterator[bytes]:
        with bus.subscribe(snapshots.packet, last_event_id) as subscriber:
            while packet := await subscriber.next():
                yield _written(packet, bus.epoch)

    stopping = anyio.Event()

    async def end_with_the_server() -> None:
        await stopping.wait()
        bus.close()

    return EventSourceResponse(
        stream(),
        ping=PING_S,
        headers={"X-Accel-Buffering": "no"},
        data_sender_callable=end_with_the_server,
        shutdown_event=stopping,
        shutdown_grace_period=GRACE_S,
    )
