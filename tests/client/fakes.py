"""A fake Ollama behind the official library, and the parts that tests build upon."""

import asyncio
import json
from typing import Any

import httpx

from obt.client.clock import Clock
from obt.client.ollama.address import Address
from obt.wire.jobs import JobOrder, JobRef
from obt.wire.operations import Kind

ADDRESS = Address("http", "127.0.0.1", 11434)


def digest(letter: str) -> str:
    return letter * 64


def tag(name: str, letter: str = "a", **more: object) -> dict[str, Any]:
    """An entry as 0.9 gives it: no capabilities."""
    return {
        "name": name,
        "model": name,
        "modified_at": "2026-01-02T03:04:05.123456789+02:00",
        "size": 1000,
        "digest": digest(letter),
        "details": {
            "parent_model": "",
            "format": "gguf",
            "family": "llama",
            "families": ["llama"],
            "parameter_size": "8.0B",
            "quantization_level": "Q4_K_M",
        },
        **more,
    }


def running(name: str, letter: str = "a", **more: object) -> dict[str, Any]:
    return {
        "name": name,
        "model": name,
        "size": 2000,
        "digest": digest(letter),
        "details": {},
        "expires_at": "2026-01-02T03:09:05Z",
        "size_vram": 500,
        **more,
    }


class FakeOllama:
    """Answers like Ollama. Tests put other answers, or exceptions, in `answers` by path."""

    def __init__(self) -> None:
        self.tags: list[dict[str, Any]] = []
        self.running: list[dict[str, Any]] = []
        self.shown: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, httpx.Response | Exception] = {}
        self.calls: list[str] = []

    async def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.calls.append(path)
        answer = self.answers.get(path)
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        match path:
            case "/api/version":
                return httpx.Response(200, json={"version": "0.9.3"})
            case "/api/tags":
                return httpx.Response(200, json={"models": self.tags})
            case "/api/ps":
                return httpx.Response(200, json={"models": self.running})
            case "/api/show":
                name = json.loads(request.content)["model"]
                if name in self.shown:
                    return httpx.Response(200, json=self.shown[name])
                return httpx.Response(404, json={"error": f"model '{name}' not found"})
            case _:
                return httpx.Response(404, text="404 page not found")

    def count(self, path: str) -> int:
        return self.calls.count(path)


class FakeTime:
    """A clock that moves only by the sleeps of who is tested; jitter is at its most."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)

    def clock(self) -> Clock:
        return Clock(now=lambda: self.time, sleep=self.sleep, uniform=lambda _, most: most)


class FakeWorker:
    """Knows some jobs, and remembers what it was told."""

    def __init__(self) -> None:
        self.orders: list[JobOrder] = []
        self.links = 0
        self.jobs: list[JobRef] = []

    def kinds(self) -> list[Kind]:
        return ["load", "unload"]

    def known(self) -> list[JobRef]:
        return self.jobs

    def linked(self) -> None:
        self.links += 1

    async def handle(self, order: JobOrder) -> None:
        self.orders.append(order)

    async def run(self) -> None:
        await asyncio.Event().wait()
