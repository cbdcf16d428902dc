"""The link over a real WebSocket: what a client sees, and what people see of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter
from tests.server.conftest import FakeClock, beat, model, registration
from tests.server.live import serving
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

from obt.server.events.bus import Bus, Packet, Subscriber
from obt.server.registry.outbox import BOUND
from obt.wire import PROTOCOL
from obt.wire.closing import Close
from obt.wire.frames import MAX_FRAME_BYTES, Resync

to_json: Callable[[Any], bytes] = TypeAdapter(Any).dump_json

HELLO: dict[str, Any] = {
    "type": "hello",
    "protocol": PROTOCOL,
    "client_version": "0.1.0",
    "kinds": ["load", "unload"],
}
Dial = Callable[..., AbstractAsyncContextManager[ClientConnection]]


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    async with serving(app) as url:
        yield url


@pytest.fixture
async def http(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{address}/api/v1", trust_env=False) as client:
        yield client


@pytest.fixture
async def token(http: httpx.AsyncClient) -> str:
    """Of the registered client `desk`."""
    reply = await http.post("/clients", json=registration("desk"))
    key: str = reply.json()["token"]
    return key


@pytest.fixture
def dial(address: str, token: str) -> Dial:
    """A connection, without hello."""

    @asynccontextmanager
    async def do(
        client_id: str = "desk", key: str | None = token
    ) -> AsyncIterator[ClientConnection]:
        url = f"{address.replace('http', 'ws', 1)}/api/v1/clients/{client_id}/link"
        headers = {"authorization": f"Bearer {key}"} if key else {}
        async with connect(
            url, additional_headers=headers, compression=None, max_size=None, proxy=None
        ) as link:
            yield link

    return do


@pytest.fixture
async def link(dial: Dial) -> AsyncIterator[ClientConnection]:
    """A link that was welcomed."""
    async with dial() as connection:
        await say(connection, HELLO)
        await hear(connection)
        yield connection


async def say(link: ClientConnection, frame: dict[str, Any]) -> None:
    await link.send(to_json(frame).decode())


async def hear(link: ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = TypeAdapter(dict[str, Any]).validate_json(await link.recv())
    return frame


async def closed(link: ClientConnection) -> tuple[int, str]:
    """Why the server closed it: code and reason."""
    with suppress(ConnectionClosedError):
        async for _ in link:
            pass
    assert link.close_code is not None
    return link.close_code, link.close_reason or ""


async def until(subscriber: Subscriber, text: str) -> Packet:
    """The next event that has this in it."""
    while packet := await subscriber.next():
        if text.encode() in packet.data:
            return packet
    raise AssertionError("the bus was closed")


@pytest.fixture
async def events(app: FastAPI) -> AsyncIterator[Subscriber]:
    bus: Bus = app.state.bus
    with bus.subscribe(lambda: Packet(0, "snapshot", b"{}")) as subscriber:
        await subscriber.next()
        yield subscriber


class TestHello:
    async def test_welcome_tells_the_rules_and_asks_for_models_it_does_not_have(
        self, dial: Dial
    ) -> None:
        async with dial() as link:
            await say(link, HELLO | {"models": "a" * 64})
            assert await hear(link) == {
                "type": "welcome",
                "protocol": PROTOCOL,
                "heartbeat_interval_s": 10.0,
                "client_timeout_s": 60.0,
                "resync": True,
            }

    async def test_of_what_a_hello_names_the_welcome_says_what_the_server_takes(
        self, dial: Dial
    ) -> None:
        features = ["playground", "output_rate", "of a later version"]
        async with dial() as link:
            await say(link, HELLO | {"features": features})
            assert (await hear(link))["features"] == ["output_rate"]

    async def test_known_models_need_no_resync(
        self, dial: Dial, token: str, http: httpx.AsyncClient
    ) -> None:
        await http.put(
            "/clients/desk/models",
            json={"models": [model()], "fingerprint": "a" * 64},
            headers={"authorization": f"Bearer {token}"},
        )
        async with dial() as link:
            await say(link, HELLO | {"models": "a" * 64})
            assert (await hear(link))["resync"] is False

    async def test_another_protocol_is_told_which_one_we_speak(self, dial: Dial) -> None:
        async with dial() as link:
            await say(link, HELLO | {"protocol": 99})
            code, reason = await closed(link)
            assert code == Close.WRONG_PROTOCOL
            assert str(PROTOCOL) in reason
            assert "99" in reason

    @pytest.mark.parametrize(
        ("client_id", "key", "code"),
        [
            ("nobody", None, Close.UNKNOWN_CLIENT),
            ("desk", None, Close.BAD_TOKEN),
            ("desk", "not-its-token", Close.BAD_TOKEN),
        ],
    )
    async def test_strangers_are_refused(
        self, dial: Dial, client_id: str, key: str | None, code: Close
    ) -> None:
        async with dial(client_id, key) as link:
            assert (await closed(link))[0] == code

    async def test_a_second_live_client_with_this_id_is_refused(
        self, dial: Dial, link: ClientConnection
    ) -> None:
        async with dial() as second:
            code, reason = await closed(second)
            assert code == Close.DUPLICATE
            assert "another live client" in reason
        await (await link.ping())  # the first goes on

    async def test_a_first_that_missed_its_beats_makes_way(
        self, dial: Dial, link: ClientConnection, clock: FakeClock, app: FastAPI
    ) -> None:
        clock.tick(21)
        app.state.registry.sweep()
        async with dial() as second:
            await say(second, HELLO)
            assert (await hear(second))["type"] == "welcome"
            assert (await closed(link))[0] == Close.DUPLICATE
            assert app.state.registry.is_live("desk"), "the stale link's end is not the new one's"

    async def test_who_says_nothing_is_asked_to_dial_again(
        self, dial: Dial, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("obt.server.link.gateway.HELLO_S", 0.05)
        async with dial() as link:
            assert (await closed(link))[0] == Close.SILENT

    async def test_beats_over_rest_belong_to_the_link_while_it_lives(
        self,
        link: ClientConnection,
        http: httpx.AsyncClient,
        token: str,
        app: FastAPI,
        clock: FakeClock,
    ) -> None:
        async def rest_beat() -> httpx.Response:
            headers = {"authorization": f"Bearer {token}"}
            return await http.post("/clients/desk/heartbeat", json=beat(), headers=headers)

        assert (await rest_beat()).status_code == 409
        clock.tick(21)
        app.state.registry.sweep()
        assert (await rest_beat()).status_code == 200
        assert (await http.get("/clients/desk")).json()["link"] == "rest"


class TestFrames:
    @pytest.mark.parametrize(
        "text",
        [
            "nope",
            "{}",
            '{"type": "party"}',
            '{"type": "beat"}',
            '{"type": "goodbye", "surprise": 1}',
            "[" * 100_000,
            b"\x00\x01",
        ],
    )
    async def test_a_bad_frame_closes_with_the_place(
        self, link: ClientConnection, text: str | bytes
    ) -> None:
        await link.send(text)
        code, reason = await closed(link)
        assert code == Close.BAD_FRAME
        assert reason

    async def test_hello_comes_first_and_once(self, dial: Dial, link: ClientConnection) -> None:
        await say(link, HELLO)
        assert await closed(link) == (Close.BAD_FRAME, "hello comes once, and first")
        async with dial() as other:
            await say(other, beat(type="beat"))
            assert (await closed(other))[0] == Close.BAD_FRAME

    async def test_a_frame_beyond_the_limit(self, link: ClientConnection) -> None:
        with suppress(ConnectionClosedError):  # it may be closed while this is sent
            await link.send(" " * (MAX_FRAME_BYTES + 1))
        assert (await closed(link))[0] == Close.TOO_BIG

    async def test_models_by_change_and_resync_on_another_base(
        self, link: ClientConnection, http: httpx.AsyncClient, events: Subscriber
    ) -> None:
        await say(
            link, {"type": "models.snapshot", "models": [model("a:1b")], "fingerprint": "a" * 64}
        )
        change = {"type": "models.changed", "base": "a" * 64, "fingerprint": "b" * 64}
        await say(link, change | {"upserted": [model("b:1b")], "removed": ["a:1b"]})
        await until(events, '"removed":["a:1b"]')
        names = [m["name"] for m in (await http.get("/models")).json()["items"]]
        assert names == ["b:1b"]
        await say(link, change)
        assert await hear(link) == {"type": "resync"}


class TestEnds:
    async def test_goodbye_is_offline_at_once(
        self, link: ClientConnection, events: Subscriber, http: httpx.AsyncClient
    ) -> None:
        await say(link, {"type": "goodbye"})
        assert (await closed(link))[0] == Close.GOODBYE
        await until(events, '"client.status"')
        client = (await http.get("/clients/desk")).json()
        assert (client["status"], client["status_reason"]) == ("offline", "stopped")
        assert (await http.get("/models")).json()["total"] == 0

    async def test_a_lost_link_is_late_at_once_and_offline_at_the_timeout(
        self,
        link: ClientConnection,
        events: Subscriber,
        http: httpx.AsyncClient,
        app: FastAPI,
        clock: FakeClock,
    ) -> None:
        await say(link, beat(type="beat"))
        await until(events, '"client.beat"')
        link.transport.abort()
        await until(events, '"link lost"')
        clock.tick(59)
        app.state.registry.sweep()
        assert (await http.get("/clients/desk")).json()["status"] == "late"
        clock.tick(2)
        app.state.registry.sweep()
        client = (await http.get("/clients/desk")).json()
        assert (client["status"], client["status_reason"]) == ("offline", "silent for 60 s")

    async def test_a_forgotten_client_is_told_to_stop(
        self, link: ClientConnection, http: httpx.AsyncClient
    ) -> None:
        assert (await http.delete("/clients/desk")).status_code == 204
        assert (await closed(link))[0] == Close.FORGOTTEN

    async def test_who_reads_nothing_has_to_link_anew(
        self, link: ClientConnection, app: FastAPI
    ) -> None:
        for _ in range(BOUND + 1):
            app.state.outboxes.put("desk", Resync())
        code, _ = await closed(link)
        assert code == Close.SILENT
        assert Close(code).remedy == "dial"

    async def test_a_stopping_server_says_so(self, app: FastAPI) -> None:
        async with serving(app) as address:
            async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
                reply = await http.post("/api/v1/clients", json=registration("desk"))
            key = reply.json()["token"]
            url = f"{address.replace('http', 'ws', 1)}/api/v1/clients/desk/link"
            headers = {"authorization": f"Bearer {key}"}
            link = await connect(url, additional_headers=headers, proxy=None)
            await say(link, HELLO)
            await hear(link)
        code, _ = await closed(link)
        assert Close(code).remedy == "dial"
