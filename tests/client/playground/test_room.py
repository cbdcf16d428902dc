"""Prompts asked of a simulated Ollama with known speeds, and of a real one."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tests.client.fakes import ADDRESS
from tests.ollama_nodes import MODEL

from obt.client.jobs.calls import Calls
from obt.client.node import ModelsBook, Node
from obt.client.ollama.access import Ollama
from obt.client.ollama.address import parse
from obt.client.playground import room as room_module
from obt.client.playground.chat import Chat, run
from obt.client.playground.room import MOST, Playground
from obt.simulate.ollama import V0_33_3, Speeds, Transport, VirtualClock
from obt.simulate.ollama import Node as Simulated
from obt.wire import playground as wire
from obt.wire.facts import Cpu, Hardware, InstalledModel, OllamaState, OperatingSystem
from obt.wire.playground import (
    PlaygroundChunk,
    PlaygroundEnd,
    PlaygroundStart,
    PlaygroundStop,
    PlaygroundTold,
)


def start(stream_id: UUID | None = None, model: str = MODEL, **more: Any) -> PlaygroundStart:
    given = {
        "stream_id": stream_id or uuid4(),
        "model": model,
        "messages": [{"role": "user", "content": "Tell me of llamas."}],
        "options": {"num_predict": 8},
    }
    return PlaygroundStart.model_validate(given | more)


def known(model_format: str = "gguf") -> tuple[Node, ModelsBook]:
    node = Node(
        OllamaState(reachable=True, url=ADDRESS.url, version="0.33.3"),
        Hardware(cpu=Cpu(architecture="x"), os=OperatingSystem(name="y")),
    )
    book = ModelsBook()
    installed = {
        "name": MODEL,
        "digest": "a" * 64,
        "size": 1,
        "modified_at": "2026-01-01T00:00:00Z",
        "details": {"format": model_format},
    }
    book.update([InstalledModel.model_validate(installed)])
    return node, book


class Room:
    """A playground and whoever reads what it tells."""

    def __init__(self, ollama: Ollama, calls: Calls, pause_s: float = 0.0) -> None:
        self.told = asyncio.Event()
        self.generated = 0
        self.playground = Playground(*known(), ollama, self.told.set, pause_s, calls, self._count)

    def _count(self, tokens: int, took_s: float) -> None:
        assert took_s == 0
        self.generated += tokens

    async def next(self) -> PlaygroundTold:
        async with asyncio.timeout(60):
            while (frame := self.playground.take()) is None:
                self.told.clear()
                await self.told.wait()
        return frame

    async def until_end(self, stream_id: UUID) -> tuple[list[PlaygroundChunk], PlaygroundEnd]:
        chunks: list[PlaygroundChunk] = []
        while True:
            frame = await self.next()
            if frame.stream_id != stream_id:
                continue
            if isinstance(frame, PlaygroundEnd):
                return chunks, frame
            chunks.append(frame)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def simulated(clock: VirtualClock) -> Simulated:
    speeds = Speeds(load_s=0.5, decode_rate=40.0, first_token_s=0.01)
    node = Simulated(profile=V0_33_3, speeds=speeds, clock=clock)
    node.install(MODEL)
    return node


async def room_of(ollama: Ollama, calls: Calls) -> AsyncIterator[Room]:
    room = Room(ollama, calls)
    yield room
    await room.playground.aclose()
    await ollama.aclose()


@pytest.fixture
async def room(simulated: Simulated) -> AsyncIterator[Room]:
    transport = Transport(simulated)
    ollama = Ollama(ADDRESS, transport)
    async for room in room_of(ollama, Calls(ollama, transport)):
        yield room


@pytest.fixture
async def real_room(real_nodes: list[str]) -> AsyncIterator[Room]:
    ollama = Ollama(parse(real_nodes[0]))
    async for room in room_of(ollama, Calls(ollama)):
        yield room


def joined(chunks: list[PlaygroundChunk], what: str = "text") -> str:
    return "".join(getattr(chunk, what) for chunk in chunks)


async def test_an_answer_comes_piece_by_piece_and_ends_with_its_numbers(room: Room) -> None:
    order = start()
    assert not room.playground.busy
    room.playground.handle(order)
    assert room.playground.busy
    chunks, end = await room.until_end(order.stream_id)
    assert not room.playground.busy
    assert len(joined(chunks).split()) == 8
    assert chunks[-1].pieces == room.generated == 8
    assert [chunk.pieces for chunk in chunks] == sorted(chunk.pieces for chunk in chunks)
    assert (end.done_reason, end.stopped, end.error) == ("length", False, None)
    assert end.counters["eval_count"] == 8
    assert end.metrics["decode_rate"] == pytest.approx(40.0, rel=0.02)
    assert {"ttft", "e2e", "prefill_rate"} <= set(end.metrics)


async def test_rates_and_times_are_those_of_the_node(
    simulated: Simulated, clock: VirtualClock
) -> None:
    transport = Transport(simulated)
    ollama = Ollama(ADDRESS, transport)
    calls = Calls(ollama, transport)
    said: list[str] = []
    chat = Chat(start(), "0.33.3", "gguf", lambda text, _: said.append(text), clock.ns)
    end = await run(chat, calls)
    assert end.metrics["ttft"] == chat.ttft_s
    assert end.metrics["ttft"] == pytest.approx(end.metrics["e2e"] - 7 / 40, rel=0.02)
    assert end.counters["load_duration"] == pytest.approx(0.5e9, rel=0.02)
    assert len(said) == 8
    await calls.aclose()
    await ollama.aclose()


async def test_thinking_is_told_apart(room: Room, simulated: Simulated) -> None:
    simulated.install("qwen3:8b")
    order = start(model="qwen3:8b", think=True)
    room.playground.handle(order)
    chunks, _ = await room.until_end(order.stream_id)
    assert len(joined(chunks, "thinking").split()) == 4
    assert len(joined(chunks).split()) == 4


async def test_what_is_asked_reaches_ollama_as_it_is(ollama_bodies: "Bodies") -> None:
    order = start(
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "What is this?", "images": ["aGk="]},
        ],
        think="low",
        keep_alive="5m",
    )
    ollama_bodies.room.playground.handle(order)
    await ollama_bodies.room.until_end(order.stream_id)
    assert ollama_bodies.bodies == [
        {
            "model": MODEL,
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "What is this?", "images": ["aGk="]},
            ],
            "options": {"num_predict": 8},
            "think": "low",
            "keep_alive": "5m",
        }
    ]


class Bodies:
    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.reply = httpx.Response(200, json={"message": {"content": "hi"}, "done": True})
        transport = httpx.MockTransport(self._answer)
        self.ollama = Ollama(ADDRESS, transport)
        self.room = Room(self.ollama, Calls(self.ollama, transport))

    def _answer(self, request: httpx.Request) -> httpx.Response:

        self.bodies.append(json.loads(request.content))
        return self.reply


@pytest.fixture
async def ollama_bodies() -> AsyncIterator[Bodies]:
    bodies = Bodies()
    yield bodies
    await bodies.room.playground.aclose()
    await bodies.ollama.aclose()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (httpx.Response(404, json={"error": "model 'x' not found"}), "not_found"),
        (
            httpx.Response(200, text='{"error":"llama runner process has terminated"}\n'),
            "runner_died",
        ),
        (httpx.Response(200, text='{"message":{"content":"a"},"done":false}\n'), "interrupted"),
        (httpx.Response(200, text="[]\n"), "ollama_garbage"),
        (httpx.Response(200, json={"done": True, "eval_count": 2**60}), "ollama_garbage"),
    ],
)
async def test_what_goes_wrong_is_said(
    ollama_bodies: Bodies, reply: httpx.Response, code: str
) -> None:
    ollama_bodies.reply = reply
    order = start()
    ollama_bodies.room.playground.handle(order)
    _, end = await ollama_bodies.room.until_end(order.stream_id)
    assert end.error is not None
    assert end.error.code == code


async def test_half_a_character_is_no_reason_to_fall_silent(ollama_bodies: Bodies) -> None:
    text = '{"message":{"content":"a\\ud83d"},"done":true}\n'
    ollama_bodies.reply = httpx.Response(200, text=text)
    order = start()
    ollama_bodies.room.playground.handle(order)
    chunks, end = await ollama_bodies.room.until_end(order.stream_id)
    assert joined(chunks) == "a?"
    assert end.error is None


async def test_stopping_one_closes_its_request_and_leaves_the_others(
    room: Room, simulated: Simulated
) -> None:
    one, other = start(options={"num_predict": 100_000}), start()
    simulated.install("tinyllama:1.1b")
    room.playground.handle(one)
    assert isinstance(await room.next(), PlaygroundChunk)
    room.playground.handle(other)
    room.playground.handle(PlaygroundStop(stream_id=one.stream_id))
    _, end = await room.until_end(one.stream_id)
    assert (end.stopped, end.done_reason, end.error) == (True, None, None)
    assert end.counters == {}
    assert "ttft" in end.metrics
    # its slot is free again: the other one's answer comes
    _, end = await room.until_end(other.stream_id)
    assert end.done_reason == "length"


async def test_stopped_before_its_first_step_it_ends_too(room: Room) -> None:
    order = start()
    room.playground.handle(order)
    room.playground.handle(PlaygroundStop(stream_id=order.stream_id))
    chunks, end = await room.until_end(order.stream_id)
    assert (chunks, end.stopped) == ([], True)
    assert not room.playground._tasks


async def test_a_slow_link_gets_more_at_a_time_and_loses_nothing(room: Room) -> None:
    order = start(options={"num_predict": 500})
    room.playground.handle(order)
    first = await room.next()
    assert isinstance(first, PlaygroundChunk)
    await asyncio.wait(room.playground._tasks.values())
    chunks, _ = await room.until_end(order.stream_id)
    assert len(chunks) == 1
    assert len((first.text + chunks[0].text).split()) == 500


async def test_what_is_too_long_for_a_frame_comes_in_several(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "MAX_PIECE", 10)
    order = start(options={"num_predict": 20})
    room.playground.handle(order)
    await asyncio.wait(room.playground._tasks.values())
    chunks, _ = await room.until_end(order.stream_id)
    assert all(len(chunk.text) <= 10 for chunk in chunks)
    assert len(joined(chunks).split()) == 20


async def test_without_a_link_nothing_goes_on(room: Room) -> None:
    order = start(options={"num_predict": 100_000})
    room.playground.handle(order)
    await room.next()
    tasks = list(room.playground._tasks.values())
    room.playground.unlinked()
    async with asyncio.timeout(30):
        await asyncio.gather(*tasks, return_exceptions=True)
    assert room.playground.take() is None


async def test_an_order_told_twice_is_one_and_too_many_are_refused(room: Room) -> None:
    order = start(options={"num_predict": 100_000})
    room.playground.handle(order)
    room.playground.handle(order)
    assert len(room.playground._tasks) == 1
    for _ in range(MOST - 1):
        room.playground.handle(start(options={"num_predict": 100_000}))
    refused = start()
    room.playground.handle(refused)
    _, end = await room.until_end(refused.stream_id)
    assert end.error is not None
    assert end.error.code == "too_many"
    room.playground.handle(PlaygroundStop(stream_id=uuid4()))


# a thread for each core waits for the others in a loop: with other work beside, for very long
SMALL = {"num_ctx": 512, "num_thread": 1, "temperature": 0}


@pytest.mark.ollama
async def test_a_real_answer_and_a_real_stop(real_room: Room) -> None:
    order = start(options={**SMALL, "num_predict": 12})
    real_room.playground.handle(order)
    chunks, end = await real_room.until_end(order.stream_id)
    assert joined(chunks)
    assert len(chunks) > 1
    assert end.counters["eval_count"] <= 12
    assert end.metrics["decode_rate"] > 0

    endless = start(options={**SMALL, "num_predict": 20_000})
    real_room.playground.handle(endless)
    await real_room.next()
    real_room.playground.handle(PlaygroundStop(stream_id=endless.stream_id))
    async with asyncio.timeout(1):
        _, end = await real_room.until_end(endless.stream_id)
    assert end.stopped
    # nothing runs there any more: the next prompt is answered at once
    after = start(options={**SMALL, "num_predict": 1})
    real_room.playground.handle(after)
    async with asyncio.timeout(60):
        _, end = await real_room.until_end(after.stream_id)
    assert end.error is None


@pytest.mark.parametrize("image", ["", "abc", "data:image/png;base64,aGk=", "aGkaGk", "a Gk="])
def test_what_is_no_base64_is_no_image(image: str) -> None:
    with pytest.raises(ValueError, match="images"):
        wire.ChatMessage.model_validate({"role": "user", "content": "?", "images": [image]})
