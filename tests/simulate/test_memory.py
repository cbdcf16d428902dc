"""Which models are in a simulated node's memory, and for how long."""

import asyncio

import pytest
from tests.simulate.asking import MODEL, ask, generate, node

from obt.simulate.ollama import V0_9_3, V0_33, Node, Profile, Speeds

MINUTE = 60


async def load(it: Node, *names: str, keep_alive: object = None) -> None:
    async with ask(it) as http:
        for name in names:
            body = {"model": name, "keep_alive": keep_alive}
            (await http.post("/api/generate", json=body)).raise_for_status()


def names(it: Node) -> set[str]:
    return {loaded.model.name.shown for loaded in it.loaded()}


async def test_it_leaves_five_minutes_after_the_last_use() -> None:
    it = node()
    await load(it, MODEL)
    await it.clock.sleep(4 * MINUTE)
    await generate(it, 1)
    await it.clock.sleep(4 * MINUTE)
    assert names(it) == {MODEL}
    await it.clock.sleep(2 * MINUTE)
    assert names(it) == set()


async def test_it_is_listed_a_little_longer_than_it_lives() -> None:
    it = node(speeds=Speeds(unload_s=2))
    await load(it, MODEL)
    await load(it, MODEL, keep_alive=0)
    await it.clock.sleep(1)
    (lingering,) = it.loaded()
    assert lingering.until < it.clock.now()
    await it.clock.sleep(1)
    assert it.loaded() == []


async def test_what_is_asked_for_again_while_it_leaves_is_loaded_again() -> None:
    it = node(speeds=Speeds(unload_s=60, load_s=5))
    await load(it, MODEL)
    await load(it, MODEL, keep_alive=0)
    assert (await generate(it, 1))["load_duration"] == 5e9


async def test_a_busy_model_finishes_first() -> None:
    it = node(speeds=Speeds(decode_rate=1, unload_s=0))
    busy = asyncio.create_task(generate(it, 100))
    await it.clock.sleep(50)
    await load(it, MODEL, keep_alive=0)
    assert names(it) == {MODEL}
    assert (await busy)["eval_count"] == 100
    assert names(it) == set()


async def test_many_who_want_it_load_it_once() -> None:
    it = node(speeds=Speeds(load_s=10))
    await asyncio.gather(*(load(it, MODEL) for _ in range(5)))
    assert it.clock.ns() == 10e9


async def test_one_answers_at_a_time() -> None:
    it = node(speeds=Speeds(load_s=0, prefill_rate=1e9, first_token_s=0, decode_rate=1))
    first, second = await asyncio.gather(generate(it, 11), generate(it, 11))
    durations = sorted(last["total_duration"] / 1e9 for last in (first, second))
    assert durations == pytest.approx([10, 20], rel=0.01)


async def test_one_too_many_evicts_who_would_leave_first() -> None:
    it = node(max_loaded=2)
    it.install("a:1b", "b:1b")
    await load(it, MODEL, keep_alive=-1)
    await load(it, "a:1b", "b:1b")
    assert names(it) == {MODEL, "b:1b"}


@pytest.mark.parametrize(("profile", "listed"), [(V0_9_3, [MODEL]), (V0_33, [])])
async def test_whether_one_that_is_loading_is_listed(profile: Profile, listed: list[str]) -> None:
    it = node(profile=profile, speeds=Speeds(load_s=60))
    loading = asyncio.create_task(load(it, MODEL))
    await it.clock.sleep(30)
    async with ask(it) as http:
        models = (await http.get("/api/ps")).json()["models"]
    assert [model["name"] for model in models] == listed
    await loading
    assert names(it) == {MODEL}


async def test_a_client_that_goes_ends_the_load() -> None:
    it = node(speeds=Speeds(load_s=60))
    loading = asyncio.create_task(load(it, MODEL))
    await it.clock.sleep(30)
    loading.cancel()
    await asyncio.wait({loading})
    assert it.loaded() == []
