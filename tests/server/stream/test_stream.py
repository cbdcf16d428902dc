"""GET /api/v1/events over a real connection."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import Desk, beat, loaded, model, registration
from tests.server.live import serving

from obt.server.events.schemas import Snapshot
from obt.wire.facts import Beat


class Stream:
    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.last_id = ""

    async def next(self) -> dict[str, Any]:
        """The next event; its name and its id agree with what is in it."""
        head: dict[str, str] = {}
        async with asyncio.timeout(30):
            async for line in self._lines:
                if not line and head.get("event") == "ping":
                    head = {}
                if not line and head:
                    break
                name, _, value = line.partition(": ")
                head[name] = value
        event: dict[str, Any] = json.loads(head["data"])
        assert event["type"] == head["event"]
        assert head["id"].endswith(f"-{event['seq']}")
        self.last_id = head["id"]
        return event


@asynccontextmanager
async def listening(http: httpx.AsyncClient, last_id: str | None = None) -> AsyncIterator[Stream]:
    headers = {"last-event-id": last_id} if last_id else {}
    async with http.stream("GET", "/api/v1/events", headers=headers) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert reply.headers["cache-control"].startswith("no-")
        yield Stream(reply.aiter_lines())


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(app) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        yield client


@pytest.fixture
async def desk(http: httpx.AsyncClient) -> Desk:
    reply = await http.post("/api/v1/clients", json=registration("desk"))
    desk = Desk(http, "desk", reply.json()["token"])
    await desk.models(model("a:1b"), model("b:1b"))
    await desk.beat(loaded=[loaded("a:1b")])
    return desk


async def test_silence_is_told_from_a_dead_connection(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obt.server.stream.endpoints.PING_S", 0.01)
    async with asyncio.timeout(30), http.stream("GET", "/api/v1/events") as reply:
        lines = reply.aiter_lines()
        while await anext(lines) != "event: ping":
            pass
        assert await anext(lines) == "data: {}"


async def test_the_snapshot_is_the_whole_fleet(http: httpx.AsyncClient, desk: Desk) -> None:
    async with listening(http) as stream:
        snapshot = await stream.next()
    Snapshot.model_validate(snapshot)
    (client,) = snapshot["clients"]
    assert client == (await http.get("/api/v1/clients/desk")).json()
    assert client["counts"] == {"installed": 2, "loaded": 1, "jobs": 0}
    assert [row["name"] for row in snapshot["installed"]["desk"]] == ["a:1b", "b:1b"]
    assert list(snapshot["catalog"]) == ["a" * 64]
    assert snapshot["jobs"] == []


async def test_an_older_client_does_not_hide_what_another_told_of_a_model(
    http: httpx.AsyncClient, desk: Desk
) -> None:
    registered = await http.post("/api/v1/clients", json=registration("attic"))
    attic = Desk(http, "attic", registered.json()["token"])
    full = model("a:1b")
    full["details"] |= {
        "attention": {
            "layers": 30,
            "heads": 9,
            "kv_heads": 90,
            "key_length": 64,
            "value_length": 64,
        }
    }
    await desk.models(full)
    await attic.models(model("a:1b"))
    async with listening(http) as stream:
        snapshot = await stream.next()
    assert snapshot["catalog"]["a" * 64]["attention"]["kv_heads"] == 90


async def test_what_follows_fits_the_snapshot(http: httpx.AsyncClient, desk: Desk) -> None:
    async with listening(http) as stream:
        seq = (await stream.next())["seq"]
        await desk.beat(telemetry={"cpu_percent": 99.0})
        event = await stream.next()
        assert (event["type"], event["seq"]) == ("client.beat", seq + 1)
        assert event["telemetry"]["cpu_percent"] == 99.0
        await http.patch("/api/v1/clients/desk", json={"name": "Under the desk"})
        event = await stream.next()
        assert (event["type"], event["client"]["name"]) == ("client.changed", "Under the desk")
        await http.delete("/api/v1/clients/desk")
        assert (await stream.next())["type"] == "client.removed"


async def test_who_comes_back_gets_what_it_missed(http: httpx.AsyncClient, desk: Desk) -> None:
    async with listening(http) as stream:
        seq = (await stream.next())["seq"]
    await desk.beat()
    await http.patch("/api/v1/clients/desk", json={"labels": ["gpu"]})
    async with listening(http, stream.last_id) as again:
        missed = [await again.next(), await again.next()]
    assert [(event["type"], event["seq"]) for event in missed] == [
        ("client.beat", seq + 1),
        ("client.changed", seq + 2),
    ]


@pytest.mark.parametrize("last_id", ["otherepoch-1", "nonsense", "-", "²-²"])
async def test_who_comes_from_elsewhere_gets_a_snapshot(
    http: httpx.AsyncClient, desk: Desk, last_id: str
) -> None:
    async with http.stream(
        "GET", "/api/v1/events", headers=[(b"last-event-id", last_id.encode("latin-1"))]
    ) as reply:
        assert (await Stream(reply.aiter_lines()).next())["type"] == "snapshot"


async def test_a_slow_reader_gets_the_latest_state(
    app: FastAPI, http: httpx.AsyncClient, desk: Desk
) -> None:
    async with listening(http) as stream:
        await stream.next()
        # all within one turn of the loop, so that the stream had no chance to write between
        for percent in range(100):
            told = beat(telemetry={"cpu_percent": float(percent)})
            app.state.registry.tell("desk", Beat.model_validate(told))
        assert (await stream.next())["telemetry"]["cpu_percent"] == 99.0


async def test_streams_end_with_the_server(app: FastAPI) -> None:
    now = asyncio.get_running_loop().time
    async with serving(app) as address:
        client = httpx.AsyncClient(base_url=address, trust_env=False)
        reply = await client.send(client.build_request("GET", "/api/v1/events"), stream=True)
        lines = reply.aiter_lines()
        await Stream(lines).next()
        stopping = now()
    assert now() - stopping < 1.5
    assert [line async for line in lines if line.startswith("data")] == []
    await client.aclose()
