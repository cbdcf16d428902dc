"""Pulls of a simulated node: progress, cancel, resume, sharing; and blobs that go."""

import asyncio
import json
from typing import Any

import httpx
from tests.simulate.asking import ask, lines, node

from obt.simulate.ollama import Faults, Node, Served, Speeds, VirtualClock
from obt.simulate.ollama.catalogue import CATALOGUE

NAME = "llama3.2:1b"
SIZE = CATALOGUE[NAME].size
BODY = {"model": NAME}
RATE = SIZE / 10  # the whole in ten seconds


async def pull(it: Node) -> list[dict[str, Any]]:
    async with ask(it) as http:
        return lines(await http.post("/api/pull", json=BODY))


def of_weights(said: list[dict[str, Any]]) -> list[int]:
    """What was complete of the largest layer, event by event."""
    return [line.get("completed", 0) for line in said if line.get("total") == SIZE]


async def break_off(http: httpx.AsyncClient, past: int) -> int:
    """Pull until more than `past` bytes are there, then hang up."""
    async with http.stream("POST", "/api/pull", json=BODY) as reply:
        async for line in reply.aiter_lines():
            done: int = json.loads(line).get("completed", 0)
            if done > past:
                return done
    raise AssertionError("it went through")


async def test_progress_of_each_layer() -> None:
    it = node(speeds=Speeds(pull_rate=RATE))
    first, *layers, verified, written, success = await pull(it)
    assert first == {"status": "pulling manifest"}
    assert [verified["status"], written["status"]] == [
        "verifying sha256 digest",
        "writing manifest",
    ]
    assert success == {"status": "success"}
    assert all(line["status"] == f"pulling {line['digest'][7:19]}" for line in layers)
    assert len({line["digest"] for line in layers}) == 4  # weights, template, license, config
    done = of_weights(layers)
    assert (done[0], done[-1]) == (0, SIZE)
    assert done == sorted(done)
    assert it.find(NAME)
    assert 10 <= it.clock.ns() / 1e9 < 11


async def test_a_full_disk_and_then_space() -> None:
    it = node(faults=Faults(no_space=True))
    assert (await pull(it))[-1]["error"].endswith("no space left on device")
    assert it.find(NAME) is None
    it.faults = Faults()
    said = await pull(it)
    assert said[-1] == {"status": "success"}
    assert of_weights(said)[0] > 1_000_000


async def test_hanging_up_stops_it_and_keeps_what_there_is() -> None:
    it = node(speeds=Speeds(pull_rate=RATE))
    async with ask(it) as http:
        done = await break_off(http, SIZE // 2)
    await it.clock.sleep(3600)
    event = RATE * it.speeds.event_s
    assert done <= of_weights(await pull(it))[0] <= done + event


async def test_two_who_pull_the_same_share_one_download() -> None:
    it = node(speeds=Speeds(pull_rate=RATE))
    both = await asyncio.gather(pull(it), pull(it))
    assert [said[-1]["status"] for said in both] == ["success", "success"]
    assert 10 <= it.clock.ns() / 1e9 < 11


async def test_it_goes_on_while_one_listens() -> None:
    it = node(speeds=Speeds(pull_rate=RATE))
    other = asyncio.create_task(pull(it))
    async with ask(it) as http:
        await break_off(http, SIZE // 2)
    assert (await other)[-1] == {"status": "success"}
    assert it.clock.ns() / 1e9 < 11


async def test_what_is_here_is_not_pulled_again_and_what_was_deleted_is() -> None:
    it = node(speeds=Speeds(pull_rate=RATE))
    await pull(it)
    assert of_weights(await pull(it)) == [SIZE]
    async with ask(it) as http:
        await http.post("/api/copy", json={"source": NAME, "destination": "kept:1b"})
        await http.request("DELETE", "/api/delete", json={"model": NAME})
        assert of_weights(await pull(it)) == [SIZE]  # the copy needed it
        for name in (NAME, "kept:1b"):
            await http.request("DELETE", "/api/delete", json={"model": name})
    assert of_weights(await pull(it))[0] == 0


async def test_the_same_on_a_real_port() -> None:
    """Hanging up a socket stops it too; a stopped server is there again with what it had."""
    served = Served(Node(clock=VirtualClock(), speeds=Speeds(pull_rate=RATE)))
    await served.start()
    async with httpx.AsyncClient(base_url=served.url, trust_env=False) as http:
        await break_off(http, SIZE // 4)
        await served.stop()
        try:
            await http.get("/api/version")
        except httpx.TransportError:
            await served.start()
        said = lines(await http.post("/api/pull", json=BODY))
    assert said[-1] == {"status": "success"}
    assert of_weights(said)[0] > SIZE // 4
    await served.stop()
