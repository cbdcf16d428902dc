import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.client.fakes import ADDRESS, FakeOllama, running, tag

from obt.client.node import ModelsBook, Node
from obt.client.ollama.access import Ollama
from obt.client.ollama.reader import Reader
from obt.client.outbox import Outbox, State
from obt.client.sync import VERSION_EVERY, Sync
from obt.wire.facts import Cpu, Hardware, OllamaState, OperatingSystem
from obt.wire.frames import ModelsChanged, ModelsSnapshot

FOR_EVER = 3600.0
SHOWN = {"details": {"family": "llama"}, "capabilities": ["completion"], "model_info": {}}


class Bench:
    """A sync between a fake Ollama and an outbox that nobody empties but the test."""

    def __init__(
        self, ollama: Ollama, *, interval_s: float = FOR_EVER, stall_s: float = 2.0
    ) -> None:
        self.node = Node(
            OllamaState(reachable=False, url=ADDRESS.url, error="not asked yet"),
            Hardware(cpu=Cpu(architecture="x"), os=OperatingSystem(name="y")),
        )
        self.book = ModelsBook()
        self.outbox = Outbox()
        self.sync = Sync(
            ollama,
            Reader(ollama),
            self.node,
            self.book,
            self.outbox,
            models_interval_s=interval_s,
            loaded_interval_s=interval_s,
            stall_s=stall_s,
        )

    async def marks(self) -> set[State]:
        """What the outbox holds now."""
        self.outbox.mark("hardware")  # so that there is an end
        found: set[State] = set()
        while (item := await self.outbox.take()) != "hardware":
            assert isinstance(item, str)
            found.add(item)
        return found


@pytest.fixture
def bench(ollama: Ollama) -> Bench:
    return Bench(ollama)


async def test_tells_when_ollama_answers(bench: Bench) -> None:
    await bench.sync.look_loaded()
    assert bench.node.ollama == OllamaState(reachable=True, url=ADDRESS.url, version="0.9.3")
    assert await bench.marks() == {"beat"}


async def test_nothing_new_is_nothing_told(fake: FakeOllama, bench: Bench) -> None:
    fake.tags, fake.running = [tag("a", capabilities=[])], [running("a")]
    await bench.sync.look_loaded()
    await bench.sync.look_models()
    assert await bench.marks() == {"beat", "models"}
    await bench.sync.look_loaded()
    await bench.sync.look_models()
    assert await bench.marks() == set()


@pytest.mark.parametrize(
    "answer",
    [httpx.ConnectError("refused"), httpx.Response(200, text="hello"), httpx.Response(403)],
)
async def test_ollama_gone_is_told_at_once_and_heals(
    fake: FakeOllama, bench: Bench, answer: httpx.Response | Exception
) -> None:
    fake.running = [running("a")]
    await bench.sync.look_loaded()
    await bench.marks()

    fake.answers["/api/ps"] = answer
    await bench.sync.look_loaded()
    assert not bench.node.ollama.reachable
    assert bench.node.ollama.error
    assert bench.node.loaded == []
    assert await bench.marks() == {"beat"}

    await bench.sync.look_loaded()
    assert await bench.marks() == set()

    del fake.answers["/api/ps"]
    await bench.sync.look_loaded()
    assert bench.node.ollama.reachable
    assert [m.name for m in bench.node.loaded] == ["a"]
    assert await bench.marks() == {"beat"}


async def test_the_list_of_an_ollama_that_is_down_stays(fake: FakeOllama, bench: Bench) -> None:
    fake.tags = [tag("a", capabilities=[])]
    await bench.sync.look_models()
    fake.answers["/api/tags"] = httpx.ConnectError("refused")
    await bench.sync.look_models()
    assert not bench.node.ollama.reachable
    frame = bench.book.frame()
    assert isinstance(frame, ModelsSnapshot)
    assert [m.name for m in frame.models] == ["a"]


async def test_a_version_after_an_upgrade(fake: FakeOllama, bench: Bench) -> None:
    await bench.sync.look_loaded()
    fake.answers["/api/version"] = httpx.Response(200, json={"version": "0.33.0-rc2"})
    for _ in range(VERSION_EVERY):
        await bench.sync.look_models()
    assert bench.node.ollama.version == "0.33.0-rc2"


class Stalled(httpx.AsyncBaseTransport):
    """Ollama with a ps (and a version) that answers when the test says so."""

    def __init__(self, fake: FakeOllama) -> None:
        self.fake = fake
        self.ps = asyncio.Event()
        self.version = asyncio.Event()
        self.version.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/ps":
            await self.ps.wait()
        if request.url.path == "/api/version":
            await self.version.wait()
        return await self.fake.handle(request)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 (real transports have no event to wait on)
            await asyncio.sleep(0)


async def test_a_stalled_ps_is_stale_not_unreachable(fake: FakeOllama) -> None:
    transport = Stalled(fake)
    ollama = Ollama(ADDRESS, transport)
    bench = Bench(ollama, stall_s=0)
    fake.running = [running("a")]

    looking = asyncio.ensure_future(bench.sync.look_loaded())
    await until(lambda: bench.node.ollama.stale)
    assert bench.node.ollama.reachable
    assert await bench.marks() == {"beat"}

    transport.ps.set()
    await looking
    assert not bench.node.ollama.stale
    assert [m.name for m in bench.node.loaded] == ["a"]
    await ollama.aclose()


async def test_where_the_version_does_not_answer_either_it_is_unreachable(
    fake: FakeOllama,
) -> None:
    transport = Stalled(fake)
    ollama = Ollama(ADDRESS, transport)
    bench = Bench(ollama, stall_s=0)
    fake.answers["/api/version"] = httpx.ReadTimeout("")
    await bench.sync.look_loaded()
    assert not bench.node.ollama.reachable
    assert "did not answer" in (bench.node.ollama.error or "")
    await ollama.aclose()


async def test_a_slow_ps_after_all_is_stale(fake: FakeOllama, bench: Bench) -> None:
    await bench.sync.look_loaded()
    fake.answers["/api/ps"] = httpx.ReadTimeout("")
    await bench.sync.look_loaded()
    assert bench.node.ollama.reachable
    assert bench.node.ollama.stale


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"expires_at": "2026-01-02T03:09:07Z"}, False),
        ({"expires_at": "2026-01-02T03:10:05Z"}, True),
        ({"expires_at": "2318-01-02T03:10:05Z"}, True),
        ({"size_vram": 0}, True),
        ({"context_length": 8192}, True),
        ({"digest": "b" * 64}, True),
    ],
)
async def test_what_is_told_before_the_next_beat(
    fake: FakeOllama, bench: Bench, change: dict[str, Any], told: bool
) -> None:
    fake.running = [running("a")]
    await bench.sync.look_loaded()
    await bench.marks()
    fake.running = [running("a", **change)]
    await bench.sync.look_loaded()
    assert await bench.marks() == ({"beat"} if told else set())
    assert bench.node.loaded[0].size_vram == fake.running[0]["size_vram"]


async def test_an_expiry_that_creeps_is_told_in_the_end(fake: FakeOllama, bench: Bench) -> None:
    told = 0
    for second in range(0, 40, 2):
        fake.running = [running("a", expires_at=f"2026-01-02T03:09:{second:02}Z")]
        await bench.sync.look_loaded()
        told += "beat" in await bench.marks()
    assert told == 3  # the first, then every 15 s


async def test_details_come_with_a_new_model(fake: FakeOllama, bench: Bench) -> None:
    fake.tags, fake.shown = [tag("a")], {"a": SHOWN}
    assert not await bench.sync.look_models()
    frame = bench.book.frame()
    assert isinstance(frame, ModelsSnapshot)
    assert frame.models[0].details.capabilities == ["completion"]


async def test_many_models_are_detailed_by_and_by(fake: FakeOllama, bench: Bench) -> None:
    fake.tags = [{**tag(f"m{i}"), "digest": f"{i:064x}"} for i in range(40)]
    fake.shown = {f"m{i}": SHOWN for i in range(40)}
    assert await bench.sync.look_models()
    first = bench.book.frame()
    assert isinstance(first, ModelsSnapshot)
    assert len(first.models) == 40
    assert not await bench.sync.look_models()
    second = bench.book.frame()
    assert isinstance(second, ModelsChanged)
    assert len(second.upserted) == 8


async def test_a_poke_looks_at_once(fake: FakeOllama, bench: Bench) -> None:
    loops = [
        asyncio.ensure_future(bench.sync.watch_loaded()),
        asyncio.ensure_future(bench.sync.watch_models()),
    ]
    await bench.sync.first_look(5)
    await until(lambda: bench.node.ollama.reachable)
    fake.tags, fake.running = [tag("new", remote_model="big")], [running("new")]
    bench.sync.poke()
    await until(lambda: bool(bench.node.loaded) and bench.book.greet() is not None)
    await until(
        lambda: isinstance(frame := bench.book.frame(), ModelsSnapshot) and bool(frame.models)
    )
    for loop in loops:
        loop.cancel()


async def test_one_loop_that_finds_ollama_gone_wakes_the_other(
    fake: FakeOllama, bench: Bench
) -> None:
    tasks = [
        asyncio.ensure_future(bench.sync.watch_loaded()),
        asyncio.ensure_future(bench.sync.watch_models()),
    ]
    await until(lambda: bench.node.ollama.reachable and fake.count("/api/tags") > 0)
    for path in ("/api/tags", "/api/ps"):
        fake.answers[path] = httpx.ConnectError("refused")
    before = fake.count("/api/tags")
    await bench.sync.look_loaded()
    await until(lambda: fake.count("/api/tags") > before)
    for task in tasks:
        task.cancel()
