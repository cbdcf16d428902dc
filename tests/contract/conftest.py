"""One suite, two targets: the simulated Ollama counts only as far as it answers like a real one."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.ollama_nodes import MODEL

from obt.simulate.ollama import V0_9_3, V0_33, Node, Profile, Speeds, Transport


@dataclass
class Target:
    """An Ollama to ask, and what its version is known to do."""

    http: httpx.AsyncClient
    profile: Profile
    model: str = MODEL

    async def tagged(self) -> dict[str, dict[str, Any]]:
        """What /api/tags says, by name."""
        reply = await self.http.get("/api/tags")
        return {model["name"]: model for model in reply.json()["models"]}

    async def loaded(self) -> list[dict[str, Any]]:
        """What /api/ps says of models from here."""
        models: list[dict[str, Any]] = (await self.http.get("/api/ps")).json()["models"]
        return models

    async def delete(self, *names: str) -> None:
        for name in names:
            await self.http.request("DELETE", "/api/delete", json={"model": name})


def lines(reply: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in reply.text.splitlines() if line]


async def until(check: Callable[[], Awaitable[bool]], timeout_s: float = 60) -> None:
    """A real Ollama does some things when it likes: look until it has."""
    deadline = time.monotonic() + timeout_s
    while not await check():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.05)


async def _simulated(profile: Profile) -> AsyncIterator[Target]:
    node = Node(profile=profile, speeds=Speeds(load_s=0.01, unload_s=0.01, decode_rate=1000))
    node.install(MODEL)
    async with httpx.AsyncClient(transport=Transport(node), base_url="http://simulated") as http:
        yield Target(http, node.profile)


async def _real(url: str) -> AsyncIterator[Target]:
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        version = (await http.get("/api/version")).json()["version"]
        assert version == V0_9_3.version, "say in simulate/ollama/profile.py what this one does"
        yield Target(http, V0_9_3)


@pytest.fixture(
    params=[
        pytest.param(V0_9_3, id="simulated 0.9.3"),
        pytest.param(V0_33, id="simulated 0.33"),
        pytest.param("real", id="real", marks=pytest.mark.ollama),
    ]
)
async def ollama(request: pytest.FixtureRequest) -> AsyncIterator[Target]:
    """What differs between versions stands in the profile; the newer has no real one here."""
    if isinstance(request.param, Profile):
        async for target in _simulated(request.param):
            yield target
    else:
        urls: list[str] = request.getfixturevalue("real_nodes")
        async for target in _real(urls[0]):
            yield target


@pytest.fixture
def closed_port() -> int:
    """Nobody listens there: a registry that cannot be reached."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
