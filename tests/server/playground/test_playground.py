"""Who is asked, who is not and why, and how everything ends."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from tests.server.conftest import FakeClock, beat, registration

from obt.server.core.errors import ConflictError, NotFoundError, TooBigError, TooManyError
from obt.server.events.bus import Bus
from obt.server.playground import playground as module
from obt.server.playground.playground import Limits, Playground
from obt.server.playground.run import Run
from obt.server.playground.schemas import PlaygroundCreate
from obt.server.registry.liveness import Hearing, Rules
from obt.server.registry.outbox import Order, Outbox, Outboxes
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient, Record
from obt.server.views.clients import LinkState
from obt.wire.facts import Beat, Hardware, OllamaState
from obt.wire.jobs import JobError
from obt.wire.playground import (
    PlaygroundChunk,
    PlaygroundEnd,
    PlaygroundStart,
    PlaygroundStop,
)


class World:
    def __init__(self, clock: FakeClock, **limits: Any) -> None:
        self.clock = clock
        self.registry = Registry(clock, Rules(10, 60), Bus())
        self.outboxes = Outboxes()
        self.measured: set[str] = set()
        self.playground = Playground(
            self.registry,
            self.outboxes,
            clock,
            self.measured.__contains__,
            Limits(**limits),
        )

    def client(self, client_id: str) -> None:
        told = registration(client_id)
        record = Record(
            client_id=client_id,
            name=client_id.title(),
            hostname="h",
            platform="linux",
            client_version="0.1.0",
            labels=(),
            registered_at=self.clock.now(),
            hardware=Hardware.model_validate(told["hardware"]),
        )
        ollama = OllamaState.model_validate(told["ollama"])
        self.registry.put(record, lambda r, now: LiveClient(r, Hearing(heard_at=now), ollama))

    def link(self, client_id: str, *features: str) -> Outbox:
        self.client(client_id)
        outbox = self.outboxes.open(client_id)
        self.registry.linked(client_id, LinkState.WEBSOCKET)
        self.playground.linked(client_id, features)
        return outbox

    def start(self, *pairs: str, **more: Any) -> Run:
        wish: dict[str, Any] = {
            "pairs": [{"client_id": c, "model": "m:1b"} for c in pairs],
            "prompt": "Why?",
        }
        return self.playground.start(PlaygroundCreate.model_validate(wish | more))


@pytest.fixture
def world(clock: FakeClock) -> World:
    return World(clock)


@pytest.fixture
async def desk(world: World) -> Outbox:
    return world.link("desk", "playground", "from-the-future")


def errors(run: Run) -> list[tuple[str, str] | None]:
    ends = [stream.end for stream in run.streams]
    return [(e.error.code, e.error.message) if e and e.error else None for e in ends]


def chunk(run: Run, n: int = 0, text: str = "Because") -> PlaygroundChunk:
    stream_id = run.streams[n].stream_id
    return PlaygroundChunk(stream_id=stream_id, text=text, pieces=1, ttft_s=0.1, elapsed_s=0.1)


def end(run: Run, n: int = 0, **more: Any) -> PlaygroundEnd:
    return PlaygroundEnd(stream_id=run.streams[n].stream_id, **more)


def orders(outbox: Outbox) -> list[Order]:
    return outbox.drain()


class TestStarting:
    async def test_each_pair_gets_the_same_chat(self, world: World, desk: Outbox) -> None:
        run = world.start("desk", "desk", system="Be brief.", images=["aGk="], think=False)
        first, second = orders(desk)
        assert isinstance(first, PlaygroundStart)
        assert isinstance(second, PlaygroundStart)
        assert [first.stream_id, second.stream_id] == [s.stream_id for s in run.streams]
        assert [(m.role, m.content, m.images) for m in first.messages] == [
            ("system", "Be brief.", []),
            ("user", "Why?", ["aGk="]),
        ]
        assert (first.model, first.think) == ("m:1b", False)

    async def test_a_chat_so_far_goes_as_it_is(self, world: World, desk: Outbox) -> None:
        chat = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
        world.start("desk", prompt=None, messages=chat)
        (order,) = orders(desk)
        assert isinstance(order, PlaygroundStart)
        assert [m.content for m in order.messages] == ["a", "b"]

    async def test_who_cannot_be_asked_says_why_and_the_others_go_on(
        self, world: World, desk: Outbox
    ) -> None:
        world.link("old")
        world.client("away")
        world.client("behind")
        world.registry.linked("behind", LinkState.REST)
        world.outboxes.open("behind")
        run = world.start("desk", "old", "away", "behind")
        assert errors(run) == [
            None,
            (
                "client_too_old",
                "The client on Old is too old for the playground (version 0.1.0): upgrade it.",
            ),
            ("not_connected", "Away is not connected."),
            (
                "rest_only",
                "Behind beats over REST only (something on the way blocks WebSockets): "
                "answers cannot stream from there.",
            ),
        ]
        assert not run.done
        assert len(orders(desk)) == 1

    async def test_who_is_being_measured_is_not_disturbed(self, world: World, desk: Outbox) -> None:
        world.link("lab", "playground")
        world.measured.add("lab")
        with pytest.raises(ConflictError, match="A benchmark runs on Lab"):
            world.start("desk", "lab")
        assert orders(desk) == []

    async def test_nobody(self, world: World) -> None:
        with pytest.raises(NotFoundError):
            world.start("nobody")

    async def test_what_does_not_fit_a_frame_is_refused(self, world: World, desk: Outbox) -> None:
        image = "a" * 6_000_000
        with pytest.raises(TooBigError):
            world.start("desk", images=[image, image])
        assert orders(desk) == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"prompt": None},
            {"messages": [{"role": "user", "content": "a"}]},
            {"prompt": None, "messages": [{"role": "user", "content": "a"}], "images": ["aGk="]},
            {"pairs": []},
            {"pairs": [{"client_id": "desk", "model": "m"}] * 17},
            {"images": ["aGk="] * 9},
            {"images": ["data:image/png;base64,aGk="]},
            {"think": "a lot"},
            {"prompt": "a" * 200_001},
        ],
    )
    def test_wishes_that_make_no_sense(self, world: World, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="validation error"):
            world.start("desk", **wrong)


class TestAnswers:
    async def test_they_come_and_end(self, world: World, desk: Outbox) -> None:
        run = world.start("desk")
        world.playground.told("desk", chunk(run))
        told = end(
            run,
            done_reason="stop",
            counters={"eval_count": 3, "from_the_future": 1},
            metrics={"decode_rate": 40.5, "from_the_future": 1.0},
        )
        world.playground.told("desk", told)
        assert run.done
        (stream,) = run.since(None).streams
        assert stream.text == "Because"
        assert stream.end is not None
        assert (stream.end.outcome, stream.end.done_reason) == ("done", "stop")
        assert stream.end.counters.eval_count == 3
        assert stream.end.metrics == {"decode_rate": 40.5}

    async def test_nobody_speaks_for_another(self, world: World, desk: Outbox) -> None:
        world.link("lab", "playground")
        run = world.start("desk")
        world.playground.told("lab", chunk(run))
        world.playground.told("lab", end(run))
        assert run.seq == 0

    async def test_what_nobody_knows_is_told_to_stop(self, world: World, desk: Outbox) -> None:
        run = world.start("desk")
        orders(desk)
        world.playground.told("desk", end(run))
        world.playground.told("desk", chunk(run))
        assert orders(desk) == [PlaygroundStop(stream_id=run.streams[0].stream_id)]
        assert run.since(None).streams[0].text == ""

    async def test_a_client_that_goes_ends_its_pairs(self, world: World, desk: Outbox) -> None:
        world.link("lab", "playground")
        run = world.start("desk", "lab")
        world.playground.told("desk", chunk(run))
        world.playground.unlinked("desk")
        assert errors(run) == [("link_lost", "The link to Desk was lost."), None]
        assert errors(world.start("desk"))[0] == ("not_connected", "Desk is not connected.")

    async def test_a_new_link_is_a_new_beginning(self, world: World, desk: Outbox) -> None:
        run = world.start("desk")
        world.link("desk", "playground")
        assert errors(run) == [("link_lost", "The link to Desk was lost.")]
        assert errors(world.start("desk")) == [None]

    async def test_a_failure_says_why(self, world: World, desk: Outbox) -> None:
        run = world.start("desk")
        error = JobError(code="not_found", message="There is no such model.", retryable=False)
        world.playground.told("desk", end(run, error=error))
        assert errors(run) == [("not_found", "There is no such model.")]

    async def test_an_endless_answer_is_cut_off(
        self, world: World, desk: Outbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "MAX_CHARS", 10)
        run = world.start("desk")
        orders(desk)
        world.playground.told("desk", chunk(run, text="a" * 11))
        assert errors(run) == [("too_long", "The answer was stopped at 10 characters.")]
        assert orders(desk) == [PlaygroundStop(stream_id=run.streams[0].stream_id)]

    async def test_beats_go_on_beside(self, world: World, desk: Outbox) -> None:
        run = world.start("desk")
        world.registry.tell("desk", Beat.model_validate(beat()))
        assert not run.done


class TestStopping:
    async def test_each_or_all(self, world: World, desk: Outbox) -> None:
        run = world.start("desk", "desk", "desk")
        one, two, three = (stream.stream_id for stream in run.streams)
        orders(desk)
        world.playground.stop(run, [two])
        assert orders(desk) == [PlaygroundStop(stream_id=two)]
        world.playground.told("desk", end(run, 1, stopped=True))
        assert run.streams[1].end is not None
        assert run.streams[1].end.outcome == "stopped"
        world.playground.stop(run)
        world.playground.stop(run)
        assert orders(desk) == [PlaygroundStop(stream_id=one), PlaygroundStop(stream_id=three)]
        with pytest.raises(NotFoundError):
            world.playground.stop(run, [uuid4()])

    async def test_a_client_that_does_not_answer_ends_all_the_same(self, clock: FakeClock) -> None:
        world = World(clock, stop_s=0.0)
        world.link("desk", "playground")
        run = world.start("desk")
        with run.reading() as woken:
            world.playground.stop(run)
            await asyncio.wait_for(woken.wait(), 30)
        assert errors(run) == [("no_answer", "Desk did not say within 0 s that it stopped.")]

    async def test_what_nobody_reads_stops(self, clock: FakeClock) -> None:
        world = World(clock, unread_s=0.0)
        desk = world.link("desk", "playground")
        read = world.start("desk")
        with read.reading():
            (start,) = await desk.next()
            unread = world.start("desk")
            assert isinstance((await desk.next())[0], PlaygroundStart)
            (stop,) = await asyncio.wait_for(desk.next(), 30)
            assert stop == PlaygroundStop(stream_id=unread.streams[0].stream_id)
        assert isinstance(start, PlaygroundStart)

    async def test_who_came_back_in_between_has_the_whole_time_again(
        self, clock: FakeClock
    ) -> None:
        world = World(clock, unread_s=0.0)
        desk = world.link("desk", "playground")
        reloaded = world.start("desk")
        with reloaded.reading():
            pass  # gone again when the first time is up, and not for long
        assert isinstance((await desk.next())[0], PlaygroundStart)
        unread = world.start("desk")
        assert isinstance((await desk.next())[0], PlaygroundStart)
        (stop,) = await asyncio.wait_for(desk.next(), 5)  # in the order they were left
        assert stop == PlaygroundStop(stream_id=unread.streams[0].stream_id)
        assert not reloaded.streams[0].stopping


class TestMemory:
    async def test_too_many_at_a_time(self, clock: FakeClock) -> None:
        world = World(clock, active=2)
        world.link("desk", "playground")
        first, _ = world.start("desk"), world.start("desk")
        with pytest.raises(TooManyError):
            world.start("desk")
        world.playground.told("desk", end(first))
        world.start("desk")

    @pytest.mark.parametrize("bound", [{"ended": 3}, {"ended_chars": 21}])
    async def test_old_runs_are_forgotten(self, clock: FakeClock, bound: dict[str, int]) -> None:
        world = World(clock, **bound)
        world.link("desk", "playground")
        runs = []
        for _ in range(6):
            run = world.start("desk")
            world.playground.told("desk", chunk(run))
            world.playground.told("desk", end(run))
            runs.append(run)
        kept = [run for run in runs if run.run_id in world.playground._runs]
        assert kept == runs[-len(kept) :]
        assert len(kept) in (3, 4)
        clock.tick(601)
        running = world.start("desk")
        assert list(world.playground._runs) == [running.run_id]
        with pytest.raises(NotFoundError):
            world.playground.get(runs[-1].run_id)
