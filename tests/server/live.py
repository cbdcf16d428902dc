"""A real server on a port of its own, for what only a real connection shows."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from obt.wire.frames import MAX_FRAME_BYTES


class _Server(uvicorn.Server):
    """The same choices as in `obt.server.run`, on a free port. `up` is set once it serves."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            log_level="error",
            ws_max_size=MAX_FRAME_BYTES,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@contextmanager
def in_a_thread(app: FastAPI) -> Iterator[str]:
    """Its address. For tests that are not coroutines."""
    server = _Server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [server.listening]})
    thread.start()
    try:
        yield server.url
    finally:
        server.should_exit = True
        thread.join()


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Its address; in the test's own loop, so that the test may look inside."""
    server = _Server(app)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve([server.listening]))
        await server.up.wait()
        try:
            yield server.url
        finally:
            server.should_exit = True
