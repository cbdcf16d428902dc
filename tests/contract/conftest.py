"""One suite, two targets: the simulated Ollama counts only as far as it answers like a real one."""

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from tests.ollama_nodes import MODEL

from obt.simulate.ollama import V0_9_3, Node, Profile, Speeds, make_app


@dataclass
class Target:
    """An Ollama to ask, and what its version is known to do."""

    http: httpx.AsyncClient
    profile: Profile
    model: str = MODEL


async def _simulated() -> AsyncIterator[Target]:
    node = Node(profile=V0_9_3, speeds=Speeds(load_s=0.01, unload_s=0.01, decode_rate=1000))
    node.install(MODEL)
    transport = httpx.ASGITransport(make_app(node))
    async with httpx.AsyncClient(transport=transport, base_url="http://simulated") as http:
        yield Target(http, node.profile)


async def _real(url: str) -> AsyncIterator[Target]:
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        version = (await http.get("/api/version")).json()["version"]
        assert version == V0_9_3.version, "say in simulate/ollama/profile.py what this one does"
        yield Target(http, V0_9_3)


@pytest.fixture(params=["simulated", pytest.param("real", marks=pytest.mark.ollama)])
async def ollama(request: pytest.FixtureRequest) -> AsyncIterator[Target]:
    if request.param == "simulated":
        async for target in _simulated():
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
