"""One request over a real socket."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count

import pytest
from tests.client.fakes import ADDRESS

from obt.client.benchmarks import wire as module
from obt.client.benchmarks.rig import TIME, Time
from obt.client.benchmarks.wire import Wire
from obt.client.ollama.access import Failure, Ollama
from obt.client.ollama.address import Address

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@contextlib.asynccontextmanager
async def serving(serve: Serve, time: Time = TIME) -> AsyncIterator[Wire]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = Address("http", "127.0.0.1", server.sockets[0].getsockname()[1])
    reading = Ollama(address)
    wire = Wire(reading, time)
    try:
        yield wire
    finally:
        await wire.aclose()
        await reading.aclose()
        server.close()
        await server.wait_closed()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if b"content-length" in line
    )
    return head + await reader.readexactly(length)


async def test_every_piece_is_stamped_when_it_comes() -> None:
    gates = [asyncio.Event() for _ in range(2)]
    stamped: asyncio.Queue[int] = asyncio.Queue()

    def stamp() -> int:
        number = next(numbers)
        stamped.put_nowait(number)
        return number

    numbers = count()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await _request(reader)
        assert b"accept-encoding: identity" in asked.lower()
        writer.write(HEAD)
        for gate in gates:
            await gate.wait()
            writer.write(b"4\r\nabc\n\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        writer.close()

    async with serving(serve, Time(stamp=stamp)) as wire:
        posting = asyncio.create_task(wire.post("/api/generate", {"model": "m"}))
        sent = [await stamped.get(), await stamped.get()][-1]
        for gate in gates:
            assert stamped.empty(), "nothing came yet"
            gate.set()
            await stamped.get()
        raw = await posting
    assert (raw.status, raw.broken, raw.sent_ns) == (200, None, sent)
    assert raw.pieces == [(sent + 1, b"abc\n"), (sent + 2, b"abc\n")]


async def test_nobody_listens() -> None:
    reading = Ollama(ADDRESS)
    wire = Wire(Ollama(Address("http", "127.0.0.1", 9)), Time())
    raw = await wire.post("/api/generate", {})
    await wire.aclose()
    await reading.aclose()
    assert raw.status is None
    assert raw.broken is not None
    assert raw.broken.startswith("the connection broke")


async def test_it_breaks_off_in_the_middle() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        writer.write(HEAD + b"4\r\nabc\n\r\n")
        await writer.drain()
        writer.transport.abort()

    async with serving(serve) as wire:
        raw = await wire.post("/api/generate", {})
    assert raw.broken is not None


async def test_a_cancelled_one_closes_its_connection() -> None:
    asked, closed = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        asked.set()
        writer.write(HEAD)
        assert await reader.read() == b""
        closed.set()
        writer.close()

    async with serving(serve) as wire:
        posting = asyncio.create_task(wire.post("/api/generate", {}))
        await asked.wait()
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
        async with asyncio.timeout(30):
            await closed.wait()


@pytest.mark.parametrize("alive", [True, False])
async def test_silence_ends_only_where_ollama_is_gone(
    alive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0)
    asked = 0
    free = asyncio.Event()

    async def version(_: Ollama) -> str | Failure:
        nonlocal asked
        asked += 1
        if asked == 20:
            free.set()
        return "0.9.3" if alive else Failure("slow", "it is slow")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        writer.write(HEAD)
        waiting = asyncio.create_task(free.wait())
        leaving = asyncio.create_task(reader.read())
        await asyncio.wait({waiting, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        waiting.cancel()
        writer.write(b"0\r\n\r\n")
        writer.close()

    monkeypatch.setattr(Ollama, "version", version)
    async with serving(serve) as wire:
        raw = await wire.post("/api/generate", {})
    assert (raw.broken is None) is alive
    assert (asked >= 20) is alive
