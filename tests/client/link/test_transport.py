"""Against a real WebSocket server on loopback."""

import asyncio
import http
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from obt.client.link.broken import LinkBroken
from obt.client.link.transport import WebSocketDial
from obt.wire.closing import Close

Handler = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def listening(handler: Handler, refuse: http.HTTPStatus | None = None) -> AsyncIterator[str]:
    def answer(connection: ServerConnection, _: Request) -> Response | None:
        return connection.respond(refuse, "no") if refuse else None

    async with serve(handler, "127.0.0.1", 0, process_request=answer) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"http://127.0.0.1:{port}"


async def nothing(_: ServerConnection) -> None:
    return


async def test_dials_its_own_link_with_its_token_and_talks() -> None:
    seen: list[tuple[str, str | None, str | None]] = []

    async def echo(connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None
        headers = request.headers
        seen.append((request.path, headers.get("Authorization"), headers.get("Origin")))
        async for message in connection:
            await connection.send(message)

    async with listening(echo) as url:
        connection = await WebSocketDial(url)("desk", "t")
        await connection.send("hello")
        assert await connection.receive() == "hello"
        await connection.close("stopped")
    assert seen == [("/api/v1/clients/desk/link", "Bearer t", None)]


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "register"), (403, "register"), (404, "register"), (400, "rest"), (502, "rest")],
)
async def test_a_refused_upgrade(status: int, remedy: str) -> None:
    async with listening(nothing, http.HTTPStatus(status)) as url:
        with pytest.raises(LinkBroken, match=f"HTTP {status}") as caught:
            await WebSocketDial(url)("desk", "t")
    assert caught.value.remedy == remedy


@pytest.mark.parametrize("code", list(Close))
async def test_the_servers_reason_is_understood(code: Close) -> None:
    async def close(connection: ServerConnection) -> None:
        await connection.close(code, "because")

    async with listening(close) as url:
        connection = await WebSocketDial(url)("desk", "t")
        with pytest.raises(LinkBroken, match="because") as caught:
            await connection.receive()
        assert caught.value.remedy == code.remedy
        with pytest.raises(LinkBroken):
            await connection.send("more")


def test_an_ordinary_close_stops_nobody() -> None:
    assert [code for code in Close if code.remedy == "stop"] == [Close.FORGOTTEN]
    assert Close(1000).remedy == "dial"


async def test_a_server_that_dies_is_dialled_again() -> None:
    async def die(connection: ServerConnection) -> None:
        connection.transport.abort()

    async with listening(die) as url:
        connection = await WebSocketDial(url)("desk", "t")
        with pytest.raises(LinkBroken, match="lost") as caught:
            await connection.receive()
    assert caught.value.remedy == "dial"


async def test_nobody_there_is_dialled_again() -> None:
    async with listening(nothing) as url:
        pass
    with pytest.raises(LinkBroken, match="not reachable") as caught:
        await WebSocketDial(url)("desk", "t")
    assert caught.value.remedy == "dial"


@pytest.mark.parametrize("proxy", ["proxy.corp:3128", "socks5://127.0.0.1:9"])
async def test_a_proxy_that_websockets_cannot_use(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(LinkBroken, match="cannot be opened") as caught:
        await WebSocketDial("http://server.invalid")("desk", "t")
    assert caught.value.remedy == "rest"


async def test_what_is_no_websocket_may_be_a_proxy() -> None:
    async def html(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(html, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(LinkBroken) as caught:
            await WebSocketDial(f"http://127.0.0.1:{port}")("desk", "t")
    assert caught.value.remedy == "rest"
