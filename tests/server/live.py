"""A real server on a port of its own, for what only a real connection shows."""

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import anyio
import uvicorn
from fastapi import FastAPI

from obt.wire.frames import MAX_FRAME_BYTES


def _server(app: FastAPI) -> tuple[uvicorn.Server, socket.socket, str]:
    """The same choices as in `obt.server.run`, on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_level="error",
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config), listening, f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def in_a_thread(app: FastAPI) -> Iterator[str]:
    """Its address. For tests that are not coroutines."""
    server, listening, url = _server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield url
    finally:
        server.should_exit = True
        thread.join()


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Its address; in the test's own loop, so that the test may look inside."""
    server, listening, url = _server(app)
    async with anyio.create_task_group() as group:
        group.start_soon(server.serve, [listening])
        with anyio.fail_after(10):
            while not server.started:
                await anyio.sleep(0.005)
        try:
            yield url
        finally:
            server.should_exit = True
