"""Ask a simulated node without a network: an httpx transport that really streams.

Unlike `httpx.ASGITransport` it hands over each chunk when it is said, so that a client with the
node's own clock measures what it would on a wire; and closing the reply disconnects the client.
"""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import httpx

from obt.simulate.ollama.app import make_app
from obt.simulate.ollama.node import Node


class Transport(httpx.AsyncBaseTransport):
    """`httpx.AsyncClient(transport=Transport(node), base_url="http://simulated")`."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._app = make_app(node)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._node.faults.down:
            raise httpx.ConnectError("All connection attempts failed", request=request)
        exchange = _Exchange(await request.aread())
        path = request.url.raw_path.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.url.scheme,
            "path": request.url.path,
            "raw_path": path[0],
            "query_string": path[2],
            "headers": [(key.lower(), value) for key, value in request.headers.raw],
            "server": (request.url.host, request.url.port),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }
        task = asyncio.create_task(
            self._app(scope, exchange.receive, exchange.send), name=f"simulated {request.url.path}"
        )
        task.add_done_callback(lambda _: exchange.chunks.put_nowait(None))
        stream = _Stream(exchange, task)
        try:
            await exchange.started(task)
        except BaseException:
            await stream.aclose()
            raise
        if request.method == "HEAD":  # as a web server does: the head alone
            await stream.aclose()
            return httpx.Response(exchange.status, headers=exchange.headers, request=request)
        return httpx.Response(
            exchange.status, headers=exchange.headers, stream=stream, request=request
        )


class _Exchange:
    """One request and its reply, as ASGI messages."""

    def __init__(self, body: bytes) -> None:
        self.chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.gone = asyncio.Event()
        self._body: bytes | None = body
        self.begun = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
            self.begun.set()
        elif message.get("body"):
            self.chunks.put_nowait(message["body"])

    async def started(self, task: asyncio.Task[None]) -> None:
        """Wait for the status line. Raises what the app raised instead."""
        waiting = asyncio.create_task(self.begun.wait())
        await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not self.begun.is_set():
            task.result()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, exchange: _Exchange, task: asyncio.Task[None]) -> None:
        self._exchange = exchange
        self._task = task

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (chunk := await self._exchange.chunks.get()) is not None:
            yield chunk
        self._task.result()

    async def aclose(self) -> None:
        """The client is gone: the app hears of it, and what it was doing ends."""
        self._exchange.gone.set()
        if not self._exchange.begun.is_set():
            self._task.cancel()
        await asyncio.wait({self._task})
