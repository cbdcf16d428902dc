"""Streams that break, answers that make no sense, an Ollama that falls silent, and cancelling."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from tests.client.fakes import ADDRESS

from obt.client.jobs import calls as module
from obt.client.jobs.calls import Calls
from obt.client.jobs.failure import JobFailedError
from obt.client.ollama.access import Ollama

Answer = Callable[[httpx.Request], httpx.Response]


class Lines(httpx.AsyncByteStream):
    """Sends its lines, then waits for ever. Knows when it was closed."""

    def __init__(self, *lines: str, ends: bool = False) -> None:
        self.lines = lines
        self.ends = ends
        self.waiting = asyncio.Event()
        self.closed = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for line in self.lines:
            yield line.encode() + b"\n"
        self.waiting.set()
        if not self.ends:
            await asyncio.Event().wait()

    async def aclose(self) -> None:
        self.closed.set()


class Fake:
    def __init__(self) -> None:
        self.answer: Answer = lambda _: httpx.Response(200, json={})
        self.version: Answer = lambda _: httpx.Response(200, json={"version": "0.9.3"})

    async def handle(self, request: httpx.Request) -> httpx.Response:
        return (self.version if request.url.path == "/api/version" else self.answer)(request)


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
async def calls(fake: Fake) -> AsyncIterator[Calls]:
    transport = httpx.MockTransport(fake.handle)
    ollama = Ollama(ADDRESS, transport)
    calls = Calls(ollama, transport)
    yield calls
    await calls.aclose()
    await ollama.aclose()


async def stream(calls: Calls) -> list[dict[str, Any]]:
    return [line async for line in calls.stream("/api/pull", {"model": "m"})]


async def code(doing: Any) -> str:
    with pytest.raises(JobFailedError) as caught:
        await doing
    return caught.value.error.code


async def test_each_line(calls: Calls, fake: Fake) -> None:
    lines = Lines('{"status":"a"}', "", '{"status":"b"}', ends=True)
    fake.answer = lambda _: httpx.Response(200, stream=lines)
    assert await stream(calls) == [{"status": "a"}, {"status": "b"}]


async def test_only_a_newline_ends_a_line(calls: Calls, fake: Fake) -> None:
    said = "a\x85b\u2028c"
    lines = Lines(f'{{"status":"{said}"}}', ends=True)
    fake.answer = lambda _: httpx.Response(200, stream=lines)
    assert await stream(calls) == [{"status": said}]


async def test_an_error_in_the_stream_with_status_200(calls: Calls, fake: Fake) -> None:
    lines = Lines('{"status":"a"}', '{"error":"write x: no space left on device"}')
    fake.answer = lambda _: httpx.Response(200, stream=lines)
    assert await code(stream(calls)) == "no_space"
    assert lines.closed.is_set()


async def test_an_error_with_a_status(calls: Calls, fake: Fake) -> None:
    fake.answer = lambda _: httpx.Response(503, json={"error": "server busy"})
    assert await code(stream(calls)) == "ollama_busy"
    assert await code(calls.ask("POST", "/api/generate", {})) == "ollama_busy"


@pytest.mark.parametrize("text", ["<html>", "[1]", '{"a"'])
async def test_garbage(calls: Calls, fake: Fake, text: str) -> None:
    fake.answer = lambda _: httpx.Response(200, text=text)
    assert await code(stream(calls)) == "ollama_garbage"
    assert await code(calls.ask("POST", "/api/generate", {})) == "ollama_garbage"


async def test_nobody_there(calls: Calls, fake: Fake) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    fake.answer = refuse
    assert await code(stream(calls)) == "ollama_unreachable"
    assert await code(calls.ask("POST", "/api/copy", {})) == "ollama_unreachable"


async def test_an_empty_answer_is_an_empty_object(calls: Calls, fake: Fake) -> None:
    fake.answer = lambda _: httpx.Response(200)
    assert await calls.ask("POST", "/api/copy", {}) == {}


async def test_cancelling_closes_the_connection(calls: Calls, fake: Fake) -> None:
    lines = Lines('{"status":"a"}')
    fake.answer = lambda _: httpx.Response(200, stream=lines)
    pulling = asyncio.create_task(stream(calls))
    await lines.waiting.wait()
    pulling.cancel()
    await asyncio.gather(pulling, return_exceptions=True)
    assert lines.closed.is_set()


async def test_an_ollama_that_falls_silent_altogether(
    calls: Calls, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0.001)
    lines = Lines('{"status":"a"}')
    fake.answer = lambda _: httpx.Response(200, stream=lines)
    fake.version = lambda _: httpx.Response(502)
    assert await code(stream(calls)) == "ollama_unreachable"
    assert lines.closed.is_set()


async def test_one_that_only_works_long_is_waited_for(
    calls: Calls, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0.001)
    looks = 0
    release = asyncio.Event()

    class Long(Lines):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            await release.wait()
            yield b'{"status":"success"}\n'

    def version(_: httpx.Request) -> httpx.Response:
        nonlocal looks
        looks += 1
        if looks == 5:
            release.set()
        return httpx.Response(200, json={"version": "0.9.3"})

    fake.answer = lambda _: httpx.Response(200, stream=Long())
    fake.version = version
    assert await stream(calls) == [{"status": "success"}]
