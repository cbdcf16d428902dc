"""A simulated node on a real port."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn

from obt.simulate.ollama.app import make_app
from obt.simulate.ollama.node import Node


class Served:
    """Started and stopped like an Ollama: its models survive that, what is loaded does not."""

    def __init__(self, node: Node, port: int = 0) -> None:
        self.node = node
        self.port = port  #: 0 = a free one, known once it is started
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Returns when connections are taken.

        Raises:
            OSError: the port is taken.
        """
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            make_app(self.node),
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Guest(config)
        serving = self._server.serve(sockets=[listener])
        self._task = asyncio.create_task(serving, name=f"simulated Ollama on {self.port}")

    async def stop(self) -> None:
        """Nobody listens afterwards; open streams break off."""
        if self._server and self._task:
            self._server.should_exit = True
            await self._task
            self._server = self._task = None
            self.node.forget_loaded()


class _Guest(uvicorn.Server):
    """One of several in a program that has its own manner of ending."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
