"""The whole way: a POST, an order over a real link, frames back, and a real event stream."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import registration
from tests.server.live import serving
from websockets.asyncio.client import ClientConnection, connect

from obt.server.playground.schemas import PlaygroundUpdate
from obt.wire import PROTOCOL
from obt.wire.frames import ClientFrame, Hello, ServerFrame, server_frame
from obt.wire.playground import (
    PlaygroundChunk,
    PlaygroundEnd,
    PlaygroundStart,
    PlaygroundStop,
)

PATH = "/api/v1/playground"
PAIR = {"client_id": "desk", "model": "m:1b"}
WISH = {"pairs": [PAIR], "prompt": "Why?"}


class Client:
    """One that is linked, and says what the test wants."""

    def __init__(self, link: ClientConnection) -> None:
        self.link = link

    async def say(self, frame: ClientFrame) -> None:
        await self.link.send(frame.model_dump_json())

    async def hear(self) -> ServerFrame:
        async with asyncio.timeout(30):
            return server_frame.validate_json(await self.link.recv())

    async def started(self) -> PlaygroundStart:
        frame = await self.hear()
        assert isinstance(frame, PlaygroundStart)
        return frame

    async def chunk(self, order: PlaygroundStart, text: str, pieces: int) -> None:
        chunk = PlaygroundChunk(
            stream_id=order.stream_id,
            text=text,
            pieces=pieces,
            ttft_s=0.25,
            elapsed_s=0.25 + pieces / 10,
        )
        await self.say(chunk)


@asynccontextmanager
async def linked(address: str, token: str, **hello: Any) -> AsyncIterator[Client]:
    url = f"{address.replace('http', 'ws', 1)}/api/v1/clients/desk/link"
    headers = {"authorization": f"Bearer {token}"}
    async with connect(url, additional_headers=headers, compression=None, proxy=None) as link:
        client = Client(link)
        said = {"protocol": PROTOCOL, "client_version": "0.1.0", "kinds": [], **hello}
        await client.say(Hello.model_validate(said))
        assert (await client.hear()).type == "welcome"
        yield client


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    async with serving(app) as url:
        yield url


@pytest.fixture
async def http(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield client


@pytest.fixture
async def token(http: httpx.AsyncClient) -> str:
    key: str = (await http.post("/api/v1/clients", json=registration("desk"))).json()["token"]
    return key


@pytest.fixture
async def client(address: str, token: str) -> AsyncIterator[Client]:
    async with linked(address, token, features=["playground"]) as client:
        yield client


async def updates(
    http: httpx.AsyncClient, run_id: str, last_id: str | None = None
) -> AsyncIterator[PlaygroundUpdate]:
    headers = {"last-event-id": last_id} if last_id else {}
    async with http.stream("GET", f"{PATH}/{run_id}/events", headers=headers) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        head: dict[str, str] = {}
        async for line in reply.aiter_lines():
            if line.startswith(":"):
                continue
            if line:
                name, _, value = line.partition(": ")
                head[name] = value
            elif head:
                update = PlaygroundUpdate.model_validate_json(head["data"])
                assert head == {"id": str(update.seq), "event": "update", "data": head["data"]}
                yield update
                head = {}


async def start(http: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    reply = await http.post(PATH, json=WISH | more)
    assert reply.status_code == 201, reply.text
    run: dict[str, Any] = reply.json()
    return run


async def test_an_answer_as_it_comes(http: httpx.AsyncClient, client: Client) -> None:
    run = await start(http, think=True, options={"temperature": 0})
    (stream,) = run["streams"]
    assert (stream["client_id"], stream["model"], stream["state"]) == ("desk", "m:1b", "waiting")
    order = await client.started()
    assert str(order.stream_id) == stream["stream_id"]
    assert (order.think, order.options) == (True, {"temperature": 0})
    reading = updates(http, run["run_id"])
    first = await anext(reading)
    assert (first.full, first.streams[0].state) == (True, "waiting")
    await client.chunk(order, "Be", 1)
    update = await anext(reading)
    assert (update.full, update.streams[0].text, update.streams[0].ttft_s) == (False, "Be", 0.25)
    await client.chunk(order, "cau", 2)
    await client.chunk(order, "se.", 3)
    await client.say(
        PlaygroundEnd(
            stream_id=order.stream_id,
            done_reason="stop",
            counters={"eval_count": 3},
            metrics={"ttft": 0.25, "decode_rate": 10.0},
        )
    )
    rest = [update async for update in reading]
    assert "".join(u.streams[0].text for u in rest) == "cause."
    last = rest[-1]
    assert last.done
    assert last.streams[0].end is not None
    assert last.streams[0].end.metrics == {"ttft": 0.25, "decode_rate": 10.0}
    (stream,) = (await http.get(f"{PATH}/{run['run_id']}")).json()["streams"]
    assert (stream["model"], stream["state"]) == ("m:1b", "ended")
    # who asks again has read it all; who is new gets all of it
    path = f"{PATH}/{run['run_id']}/events"
    assert (await http.get(path, headers={"last-event-id": str(last.seq)})).status_code == 204
    (whole,) = [update async for update in updates(http, run["run_id"])]
    assert (whole.streams[0].text, whole.done) == ("Because.", True)


async def test_who_comes_back_goes_on(http: httpx.AsyncClient, client: Client) -> None:
    run = await start(http)
    order = await client.started()
    reading = updates(http, run["run_id"])
    await client.chunk(order, "a", 1)
    seq, text = 0, ""
    while not text:
        update = await anext(reading)
        seq, text = update.seq, update.streams[0].text
    await reading.aclose()  # type: ignore[attr-defined]
    await client.chunk(order, "b", 2)
    await client.say(PlaygroundEnd(stream_id=order.stream_id))
    missed = [update async for update in updates(http, run["run_id"], str(seq))]
    assert not any(update.full for update in missed)
    assert "".join(s.text for update in missed for s in update.streams) == "b"


async def test_stopping(http: httpx.AsyncClient, client: Client) -> None:
    run = await start(http, pairs=[PAIR, PAIR])
    one, other = await client.started(), await client.started()
    path = f"{PATH}/{run['run_id']}/stop"
    body = {"stream_ids": [str(one.stream_id)]}
    assert (await http.post(path, json=body)).status_code == 200
    assert await client.hear() == PlaygroundStop(stream_id=one.stream_id)
    await client.say(PlaygroundEnd(stream_id=one.stream_id, stopped=True))
    assert (await http.post(path)).status_code == 200
    assert await client.hear() == PlaygroundStop(stream_id=other.stream_id)
    await client.say(PlaygroundEnd(stream_id=other.stream_id, stopped=True))
    last = [update async for update in updates(http, run["run_id"])][-1]
    assert [s.end.outcome for s in last.streams if s.end] == ["stopped", "stopped"]
    strange = {"stream_ids": [run["run_id"]]}
    assert (await http.post(path, json=strange)).status_code == 404


async def test_a_client_that_is_gone_ends_its_answer(
    http: httpx.AsyncClient, address: str, token: str
) -> None:
    async with linked(address, token, features=["playground"]) as client:
        run = await start(http)
        await client.chunk(await client.started(), "Be", 1)
        reading = updates(http, run["run_id"])
        assert (await anext(reading)).full
    last = [update async for update in reading][-1]
    end = last.streams[0].end
    assert end is not None
    assert end.error is not None
    assert end.error.code == "link_lost"


async def test_a_client_from_before_is_too_old(
    http: httpx.AsyncClient, address: str, token: str
) -> None:
    """Its hello has no features at all."""
    async with linked(address, token):
        run = await start(http)
        (update,) = [update async for update in updates(http, run["run_id"])]
    end = update.streams[0].end
    assert end is not None
    assert end.error is not None
    assert "too old" in end.error.message


async def test_a_running_benchmark_is_not_disturbed(
    app: FastAPI, http: httpx.AsyncClient, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.playground, "_measuring", lambda client_id: client_id == "desk")
    reply = await http.post(PATH, json=WISH)
    assert reply.status_code == 409
    assert reply.json()["detail"].startswith("A benchmark runs on desk-pc")


async def test_the_stream_ends_with_the_server(app: FastAPI) -> None:
    """Whatever ends first: the link, and with it the answer, or the stream itself."""
    async with AsyncExitStack() as outlive:
        http = await outlive.enter_async_context(httpx.AsyncClient(trust_env=False))
        async with serving(app) as address:
            http.base_url = httpx.URL(address)
            reply = await http.post("/api/v1/clients", json=registration("desk"))
            link = linked(address, reply.json()["token"], features=["playground"])
            await outlive.enter_async_context(link)
            run = await start(http)
            reading = updates(http, run["run_id"])
            assert (await anext(reading)).full
            ending = asyncio.ensure_future(_rest(reading))
            await http.get("/health")  # it reads by now
        rest = await asyncio.wait_for(ending, 30)
    assert [update.done for update in rest] in ([], [True])


async def _rest(reading: AsyncIterator[PlaygroundUpdate]) -> list[PlaygroundUpdate]:
    return [update async for update in reading]


async def test_runs_that_are_not_there(api: httpx.AsyncClient) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    assert (await api.get(f"{PATH}/{nowhere}/events")).status_code == 404
    assert (await api.get(f"{PATH}/{nowhere}")).status_code == 404
    assert (await api.post(f"{PATH}/{nowhere}/stop")).status_code == 404
    assert (await api.post(PATH, json=WISH)).status_code == 404


async def test_a_prompt_that_is_too_big(api: httpx.AsyncClient) -> None:
    await api.post("/api/v1/clients", json=registration("desk"))
    image = "a" * 5_000_000
    reply = await api.post(PATH, json=WISH | {"images": [image, image]})
    assert reply.status_code == 413
    assert "together" in reply.json()["detail"]
    reply = await api.post(PATH, json=WISH | {"images": ["no base64!"]})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["location"][:2] == ["body", "images"]
