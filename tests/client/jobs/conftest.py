"""An Ollama to operate, simulated or real, and handlers to call."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.client.fakes import ADDRESS
from tests.client.jobs import registry as registries
from tests.client.jobs.registry import Registry
from tests.ollama_nodes import MODEL
from tests.ports import free_port

from obt.client.jobs.calls import Calls
from obt.client.jobs.failure import JobFailedError
from obt.client.jobs.handlers import HANDLERS
from obt.client.jobs.job import Home, Job
from obt.client.ollama.access import Ollama
from obt.client.ollama.address import parse
from obt.client.probes.reading import Missing
from obt.client.transfer.relay import Relay
from obt.client.transfer.transfers import Transfers
from obt.simulate.ollama import Node, Speeds, make_app
from obt.wire.jobs import JobAssigned, JobError, Progress

NOWHERE = Missing("no folder in this test")
NO_TRANSFERS = Transfers(Relay("http://127.0.0.1:9", lambda: None))
NO_HOME = Home(Path("nowhere"), "http://127.0.0.1:9", lambda: None)


@dataclass
class Bench:
    """`run` does what a job of that kind does."""

    calls: Calls
    node: Node | None = None  #: Where it is simulated
    folder: Path | Missing = NOWHERE
    model: str = MODEL
    told: list[Progress] = field(default_factory=list)

    def job(
        self, kind: str, model: str | None = None, again: bool = False, **more: Any
    ) -> Job[Any]:
        order = JobAssigned.model_validate(
            {
                "job_id": "00000000-0000-0000-0000-000000000001",
                "attempt": 1,
                "operation": {"kind": kind, **more},
                "model": model or self.model,
            }
        )
        return Job(
            job_id=order.job_id,
            model=order.model or "",
            operation=order.operation,
            again=again,
            calls=self.calls,
            folder=lambda: self.folder,
            transfers=NO_TRANSFERS,
            home=NO_HOME,
            tell=self.told.append,
        )

    async def run(
        self, kind: str, model: str | None = None, again: bool = False, **more: Any
    ) -> Any:
        job = self.job(kind, model, again, **more)
        return await HANDLERS[job.operation.kind](job)

    async def fails(self, kind: str, model: str | None = None, **more: Any) -> JobError:
        with pytest.raises(JobFailedError) as caught:
            await self.run(kind, model, **more)
        return caught.value.error

    async def names(self) -> list[str]:
        return sorted(m["name"] for m in (await self.calls.ask("GET", "/api/tags", None))["models"])

    async def loaded(self) -> list[str]:
        return [m["name"] for m in (await self.calls.ask("GET", "/api/ps", None))["models"]]


async def simulated(node: Node) -> AsyncIterator[Bench]:
    transport = httpx.ASGITransport(make_app(node))
    ollama = Ollama(ADDRESS, transport)
    calls = Calls(ollama, transport)
    yield Bench(calls, node)
    await calls.aclose()
    await ollama.aclose()


async def real(url: str) -> AsyncIterator[Bench]:
    ollama = Ollama(parse(url))
    calls = Calls(ollama)
    bench = Bench(calls)
    yield bench
    for name in await bench.names():
        if name != MODEL:
            await calls.ask("DELETE", "/api/delete", {"model": name})
    await bench.run("unload")
    await calls.aclose()
    await ollama.aclose()


def quick_node() -> Node:
    node = Node(speeds=Speeds(load_s=0.01, unload_s=0.01, pull_rate=1e12, event_s=0.001))
    node.install(MODEL)
    return node


@pytest.fixture
async def sim() -> AsyncIterator[Bench]:
    """A simulated one only: for what a real one does not do on demand."""
    async for bench in simulated(quick_node()):
        yield bench


@pytest.fixture(params=["simulated", pytest.param("real", marks=pytest.mark.ollama)])
async def ollama_bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    if request.param == "simulated":
        async for bench in simulated(quick_node()):
            yield bench
    else:
        urls: list[str] = request.getfixturevalue("real_nodes")
        async for bench in real(urls[0]):
            yield bench


@pytest.fixture
async def real_bench(real_nodes: list[str]) -> AsyncIterator[Bench]:
    """A real one only. Its tests carry the mark `ollama`."""
    async for bench in real(real_nodes[0]):
        yield bench


@pytest.fixture
def registry() -> Iterator[Registry]:
    with registries.running() as registry:
        yield registry


@pytest.fixture
def closed_port() -> int:
    """Nobody listens there: a registry that cannot be reached."""
    return free_port()
