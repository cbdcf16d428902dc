"""The live fleet over time: the clock is the test's, nobody sleeps."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from tests.server.conftest import FakeClock, beat, model, registration

from obt.server.core.errors import NotFoundError
from obt.server.events.bus import Bus, Packet, Subscriber
from obt.server.registry.liveness import NOT_YET_LINKED, Hearing, Rules
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient, Record, WrongBaseError
from obt.server.views.clients import LinkState
from obt.wire.facts import Beat, Hardware, OllamaState
from obt.wire.frames import Goodbye, HardwareChanged, ModelsChanged, ModelsSnapshot

BEAT = Beat.model_validate(beat())


class Fleet:
    """A registry, its clock, and who listens to it."""

    def __init__(self, clock: FakeClock, bus: Bus, events: Subscriber) -> None:
        self.clock = clock
        self.registry = Registry(clock, Rules(interval_s=10, timeout_s=60), bus)
        self._events = events

    def register(self, client_id: str = "desk") -> None:
        told = registration(client_id)
        record = Record(
            client_id=client_id,
            name=client_id,
            hostname=told["hostname"],
            platform=told["platform"],
            client_version=told["client_version"],
            labels=(),
            registered_at=self.clock.now(),
            hardware=Hardware.model_validate(told["hardware"]),
        )

        def live(record: Record, now: float) -> LiveClient:
            ollama = OllamaState.model_validate(told["ollama"])
            return LiveClient(record, Hearing(heard_at=now, unheard=NOT_YET_LINKED), ollama)

        self.registry.put(record, live)

    def after(self, seconds: float) -> str:
        """How the client stands after so much more time, and why."""
        self.clock.tick(seconds)
        self.registry.sweep()
        standing = self.registry.standing("desk")
        return f"{standing.status}: {standing.reason}" if standing.reason else standing.status

    async def told(self) -> list[dict[str, Any]]:
        """The events since the last call."""
        found = []
        while len(self._events):
            packet = await self._events.next()
            assert packet
            found.append(json.loads(packet.data))
        return found


@pytest.fixture
async def fleet(clock: FakeClock) -> AsyncIterator[Fleet]:
    bus = Bus()
    with bus.subscribe(lambda: Packet(0, "snapshot", b"{}")) as events:
        await events.next()
        yield Fleet(clock, bus, events)


@pytest.fixture
def linked(fleet: Fleet) -> Fleet:
    fleet.register()
    fleet.registry.linked("desk", LinkState.WEBSOCKET)
    return fleet


class TestLiveness:
    async def test_silence_makes_late_then_offline_and_each_is_told_once(
        self, linked: Fleet
    ) -> None:
        await linked.told()
        assert linked.after(19.9) == "online"
        assert linked.after(0.2) == "late: missed heartbeats"
        assert linked.after(39) == "late: missed heartbeats"
        assert linked.after(1) == "offline: silent for 60 s"
        told = [(event["type"], event["status"]) for event in await linked.told()]
        assert told == [("client.status", "late"), ("client.status", "offline")]

    async def test_beats_keep_it_online_and_bring_it_back(self, linked: Fleet) -> None:
        for _ in range(20):
            linked.registry.tell("desk", BEAT)
            assert linked.after(10) == "online"
        assert linked.after(11) == "late: missed heartbeats"
        linked.registry.tell("desk", BEAT)
        assert linked.after(0) == "online"
        assert linked.after(20) == "late: missed heartbeats"

    async def test_a_client_that_falls_silent_right_after_linking_is_late_in_time(
        self, fleet: Fleet
    ) -> None:
        fleet.register()  # asks to be looked at after 60 s
        assert fleet.after(5) == "late: registered, not linked yet"
        fleet.registry.linked("desk", LinkState.WEBSOCKET)
        assert fleet.after(20.1) == "late: missed heartbeats"

    async def test_a_jump_of_the_wall_clock_changes_nothing(self, linked: Fleet) -> None:
        linked.clock.wall += timedelta(days=365)
        assert linked.after(19) == "online"
        linked.clock.wall -= timedelta(days=3650)
        assert linked.after(0.5) == "online"
        assert linked.after(1) == "late: missed heartbeats"

    async def test_a_lost_link_is_told_at_once(self, linked: Fleet) -> None:
        await linked.told()
        linked.registry.unlinked("desk")
        (event,) = await linked.told()
        assert (event["status"], event["status_reason"]) == ("late", "link lost")
        assert event["link"] == "none"
        assert linked.after(60) == "offline: silent for 60 s"

    async def test_goodbye_is_offline_at_once(self, linked: Fleet) -> None:
        linked.registry.tell("desk", Goodbye())
        assert linked.after(0) == "offline: stopped"
        linked.registry.linked("desk", LinkState.WEBSOCKET)
        assert linked.after(0) == "online"

    async def test_a_rest_client_connects_nothing_once_it_is_offline(self, fleet: Fleet) -> None:
        fleet.register()
        fleet.registry.linked("desk", LinkState.REST)
        assert fleet.after(61) == "offline: silent for 60 s"
        assert fleet.registry.get("desk").hearing.link is LinkState.NONE

    async def test_the_end_of_a_stale_socket_does_not_unlink_a_rest_client(
        self, linked: Fleet
    ) -> None:
        linked.registry.linked("desk", LinkState.REST)
        linked.registry.unlinked("desk")
        assert linked.after(0) == "online"

    async def test_another_kind_of_link_is_told(self, linked: Fleet) -> None:
        await linked.told()
        linked.registry.linked("desk", LinkState.REST)
        (event,) = await linked.told()
        assert (event["type"], event["link"]) == ("client.status", "rest")


class TestTelling:
    async def test_models_by_snapshot_and_change(self, linked: Fleet) -> None:
        one, two = (model(f"{name}:1b") for name in "ab")
        first = ModelsSnapshot.model_validate({"models": [one], "fingerprint": "a" * 64})
        linked.registry.tell("desk", first)
        change = {"base": "a" * 64, "fingerprint": "b" * 64, "upserted": [two], "removed": ["a:1b"]}
        linked.registry.tell("desk", ModelsChanged.model_validate(change))
        assert list(linked.registry.get("desk").models) == ["b:1b"]
        full, partly = [e for e in await linked.told() if e["type"] == "models.changed"]
        assert (full["full"], len(full["upserted"])) == (True, 1)
        assert (partly["full"], partly["removed"]) == (False, ["a:1b"])
        assert partly["counts"]["installed"] == 1

    async def test_what_the_registry_has_newer_holds_until_the_model_changes(
        self, linked: Fleet
    ) -> None:
        one = model("a:1b")
        first = {"models": [one], "fingerprint": "a" * 64}
        linked.registry.tell("desk", ModelsSnapshot.model_validate(first))
        await linked.told()
        linked.registry.checked("desk", "a:1b", one["digest"])
        linked.registry.checked("desk", "a:1b", one["digest"])
        linked.registry.checked("desk", "gone:1b", "f" * 64)
        told = [event["client"]["outdated"] for event in await linked.told()]
        assert told == [["a:1b"], ["a:1b"]], "the same is not told again"
        assert linked.registry.get("desk").outdated("a:1b")
        pulled = {"models": [one | {"digest": "f" * 64}], "fingerprint": "b" * 64}
        linked.registry.tell("desk", ModelsSnapshot.model_validate(pulled))
        models, client = await linked.told()
        assert (models["type"], client["client"]["outdated"]) == ("models.changed", [])
        linked.registry.checked("nobody", "a:1b", "f" * 64)
        assert await linked.told() == []

    async def test_a_change_to_another_list_is_refused(self, linked: Fleet) -> None:
        change = ModelsChanged(base="c" * 64, fingerprint="d" * 64)
        with pytest.raises(WrongBaseError):
            linked.registry.tell("desk", change)

    async def test_new_hardware_replaces_the_client_as_a_whole(self, linked: Fleet) -> None:
        await linked.told()
        hardware = {"cpu": {"architecture": "arm64"}, "os": {"name": "Another"}}
        linked.registry.tell("desk", HardwareChanged.model_validate({"hardware": hardware}))
        (event,) = await linked.told()
        assert event["type"] == "client.changed"
        assert event["client"]["hardware"]["os"]["name"] == "Another"

    async def test_forgotten_clients_are_unknown_and_no_deadline_is_left(
        self, linked: Fleet
    ) -> None:
        linked.registry.forget("desk")
        linked.registry.forget("desk")
        assert [e["type"] for e in await linked.told()].count("client.removed") == 1
        with pytest.raises(NotFoundError):
            linked.registry.tell("desk", BEAT)
        linked.clock.tick(100)
        linked.registry.sweep()
        assert linked.registry.find("desk") is None


class TestFlush:
    async def test_a_beat_that_says_nothing_new_writes_when_it_was_heard_only(
        self, linked: Fleet
    ) -> None:
        linked.registry.tell("desk", BEAT)
        linked.registry.take_dirty()
        linked.registry.tell("desk", BEAT)
        changed, seen = linked.registry.take_dirty()
        assert (changed, [client.client_id for client in seen]) == ([], ["desk"])
        assert linked.registry.take_dirty() == ([], [])

    async def test_what_changed_is_written_whole(self, linked: Fleet) -> None:
        linked.registry.take_dirty()
        down = beat(ollama={"reachable": False, "url": "http://x", "error": "refused"})
        linked.registry.tell("desk", Beat.model_validate(down))
        changed, seen = linked.registry.take_dirty()
        assert ([client.client_id for client in changed], seen) == (["desk"], [])

    async def test_a_failed_flush_is_written_next_time(self, linked: Fleet) -> None:
        changed, _ = linked.registry.take_dirty()
        linked.registry.mark_dirty(changed)
        assert linked.registry.take_dirty()[0] == changed
