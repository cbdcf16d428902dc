"""GET /api/v1/events: what the dashboard lives on."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from obt.server.core.locks import Admin
from obt.server.core.problems import documented
from obt.server.events.bus import Bus, Packet
from obt.server.events.schemas import FleetEvent
from obt.server.stream.snapshot import Snapshots

router = APIRouter(prefix="/api/v1", tags=["events"], dependencies=[Admin])
PING_S = 15
PIECE = 256 * 1024  # bytes written at once
GRACE_S = 1  # for a reader to take what it was sent; then the stream is cut off


def _ping() -> ServerSentEvent:
    """An event with a name, not a comment: a browser's script can then tell silence from a
    connection that is dead."""
    return ServerSentEvent(event="ping", data="{}")


def _written(packet: Packet, epoch: str) -> Iterator[bytes]:
    """In pieces: a snapshot of 10,000 machines has 50 MB, which nobody may copy as a whole."""
    # JSON has no line breaks of its own, so this is all that the format asks for
    head = f"id: {epoch}-{packet.seq}\nevent: {packet.type}\ndata: ".encode()
    if len(packet.data) <= PIECE:
        yield head + packet.data + b"\n\n"
        return
    yield head
    for start in range(0, len(packet.data), PIECE):
        yield packet.data[start : start + PIECE]
    yield b"\n\n"


@router.get(
    "/events",
    operation_id="streamEvents",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "A stream of server-sent events, a snapshot first. Each `data` is one "
            "FleetEvent, its name in `event`; but for `ping`, which says every 15 s that the "
            "connection lives.",
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
                for piece in _written(packet, bus.epoch):
                    yield piece

    stopping = anyio.Event()

    async def end_with_the_server() -> None:
        await stopping.wait()
        bus.close()

    return EventSourceResponse(
        stream(),
        ping=PING_S,
        ping_message_factory=_ping,
        headers={"X-Accel-Buffering": "no"},
        data_sender_callable=end_with_the_server,
        shutdown_event=stopping,
        shutdown_grace_period=GRACE_S,
    )
