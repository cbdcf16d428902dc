"""/api/v1/playground: one prompt to many models, and their answers as they come."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Depends, Header, Request, Response
from sse_starlette import EventSourceResponse

from obt.server.core.locks import Admin
from obt.server.core.problems import documented
from obt.server.playground.playground import Playground
from obt.server.playground.run import Run
from obt.server.playground.schemas import (
    PlaygroundCreate,
    PlaygroundRun,
    PlaygroundStopWish,
    PlaygroundUpdate,
)

router = APIRouter(prefix="/api/v1/playground", tags=["playground"], dependencies=[Admin])
PING_S = 15
GRACE_S = 1
PAUSE_S = 0.05  # between two updates, whatever the number of streams


def _playground(request: Request) -> Playground:
    playground: Playground = request.app.state.playground
    return playground


Desk = Annotated[Playground, Depends(_playground)]


@router.post(
    "",
    operation_id="startPlayground",
    status_code=201,
    responses=documented(400, 401, 403, 404, 409, 413, 422, 429),
)
async def start(body: PlaygroundCreate, playground: Desk) -> PlaygroundRun:
    """Ask every pair at once. Nothing is stored: a run that nobody reads for a minute stops, and is
    forgotten ten minutes after its end.

    A pair that cannot be asked (not connected, too old, linked over REST only) has ended at once,
    with its error in the stream. 409 while a benchmark runs on one of the machines.
    """
    return playground.start(body).view()


@router.get("/{run_id}", operation_id="getPlayground", responses=documented(401, 403, 404, 422))
async def get(run_id: UUID, playground: Desk) -> PlaygroundRun:
    """Which pairs it asked, for whoever opens it again; the answers are in its events."""
    return playground.get(run_id).view()


@router.get(
    "/{run_id}/events",
    operation_id="streamPlayground",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "A stream of server-sent events, twenty a second at most. Each `data` "
            "is one PlaygroundUpdate; the one with `done` is the last: close the EventSource.",
            "model": PlaygroundUpdate,
            "content": {"text/event-stream": {}},
        },
        204: {"description": "All was read before: an EventSource stops asking"},
        **documented(401, 403, 404, 422),
    },
)
async def events(
    run_id: UUID,
    playground: Desk,
    last_event_id: Annotated[
        str | None, Header(description="Go on after this update; else from the start")
    ] = None,
) -> Response:
    """The answers as they come. The first update has everything so far."""
    run = playground.get(run_id)
    seq = _seq(last_event_id)
    if seq == run.seq and run.done:
        return Response(status_code=204)
    stopping = anyio.Event()

    async def end_with_the_server() -> None:
        await stopping.wait()
        run.close()

    return EventSourceResponse(
        _stream(run, seq, playground),
        ping=PING_S,
        headers={"X-Accel-Buffering": "no"},
        data_sender_callable=end_with_the_server,
        shutdown_event=stopping,
        shutdown_grace_period=GRACE_S,
    )


@router.post(
    "/{run_id}/stop",
    operation_id="stopPlayground",
    responses=documented(400, 401, 403, 404, 413, 422),
)
async def stop(
    run_id: UUID, playground: Desk, body: PlaygroundStopWish | None = None
) -> PlaygroundRun:
    """Stop all answers, or some. Each ends in the stream, once its request is closed."""
    run = playground.get(run_id)
    playground.stop(run, body.stream_ids if body else None)
    return run.view()


async def _stream(run: Run, seq: int | None, playground: Playground) -> AsyncIterator[bytes]:
    try:
        with run.reading() as woken:
            while not run.closed:
                woken.clear()
                if seq != run.seq or seq is None:
                    update = run.since(seq)
                    seq = update.seq
                    yield _written(update)
                    if update.done:
                        return
                    await asyncio.sleep(PAUSE_S)
                await woken.wait()
    finally:
        if not run.read:
            playground.watch(run)


def _written(update: PlaygroundUpdate) -> bytes:
    data = update.model_dump_json()
    return f"id: {update.seq}\nevent: {update.type}\ndata: {data}\n\n".encode()


def _seq(last_event_id: str | None) -> int | None:
    text = last_event_id or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
