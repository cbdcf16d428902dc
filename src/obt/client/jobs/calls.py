"""Calls that take as long as they take: streamed, watched, and closed when their job is cancelled.

A cancelled call closes its connection, which is how Ollama is told to stop.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

import httpx

from obt.client.jobs.failure import CALL_ERRORS, failed, from_call, from_text, unreachable
from obt.client.ollama.access import Failure, Ollama, OllamaClient
from obt.client.ollama.library import ollama

T = TypeVar("T")
Answer = dict[str, Any]

CONNECT_S = 5.0
LOOK_EVERY_S = 15.0
"""A call that says nothing for so long: does Ollama live at all?"""
MISSES = 3
SILENCE_S = 3600.0
"""Checking the digest of a very large model is silent, and so is loading one."""


class _Patient(OllamaClient):
    """The library's client, without a time limit on answers."""

    def __init__(self, ollama_: Ollama, transport: httpx.AsyncBaseTransport | None) -> None:
        super().__init__(ollama_.address, transport)
        self._client.timeout = httpx.Timeout(None, connect=CONNECT_S)

    async def stream(self, path: str, body: object) -> AsyncIterator[Answer]:
        async with self._client.stream("POST", path, json=body) as response:
            if response.status_code >= 400:
                await response.aread()
                raise ollama.ResponseError(response.text, response.status_code)
            rest = b""
            async for piece in response.aiter_bytes():
                # not `aiter_lines`: it also splits at U+0085 and U+2028, within a JSON string
                *whole, rest = (rest + piece).split(b"\n")
                for line in whole:
                    if line.strip():
                        yield _line(line)
            if rest.strip():
                yield _line(rest)


class Calls:
    """Every method raises JobFailedError, and nothing else, where it cannot answer."""

    def __init__(self, ollama_: Ollama, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.reading = ollama_
        self._patient = _Patient(ollama_, transport)

    async def aclose(self) -> None:
        await self._patient.aclose()

    async def ask(self, method: str, path: str, body: object) -> Answer:
        """One answer; an empty one is an empty object. Raises JobFailedError."""
        try:
            content = await self._watched(self._patient.body(method, path, body))
            return _object(content) if content.strip() else {}
        except CALL_ERRORS as error:
            raise from_call(error, self.reading.address.url) from error

    async def stream(self, path: str, body: object) -> AsyncIterator[Answer]:
        """Each line of the answer. Raises JobFailedError, also for an error in the stream."""
        async with aclosing(self._patient.stream(path, body)) as lines:  # type: ignore[type-var]
            while True:
                try:
                    line = await self._watched(_next(lines))
                except CALL_ERRORS as error:
                    raise from_call(error, self.reading.address.url) from error
                if line is None:
                    return
                if said := line.get("error"):
                    raise from_text(str(said))
                yield line

    async def _watched(self, waiting: Coroutine[Any, Any, T]) -> T:
        """What it returns. Raises JobFailedError where Ollama falls silent meanwhile."""
        task = asyncio.create_task(waiting)
        began, misses = time.monotonic(), 0
        try:
            while not (await asyncio.wait({task}, timeout=LOOK_EVERY_S))[0]:
                version = await self.reading.version()
                misses = misses + 1 if isinstance(version, Failure) else 0
                if isinstance(version, Failure) and misses >= MISSES:
                    raise unreachable(version.message)
                if time.monotonic() - began > SILENCE_S:
                    raise failed("stalled", "Ollama said nothing for an hour.", retryable=True)
            return task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _next(lines: AsyncIterator[Answer]) -> Answer | None:
    return await anext(lines, None)


def _line(line: bytes) -> Answer:
    return _object(line.decode(errors="replace"))  # a model may say half a character


def _object(text: str | bytes) -> Answer:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("its answer is no JSON object")
    return value
