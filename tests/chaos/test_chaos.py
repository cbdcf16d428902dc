"""200 jobs over 20 machines, while all is killed at random: nothing is lost, nothing lied about.

`OBT_CHAOS_SEED` repeats a run; the seed is printed when it fails.
"""

import contextlib
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from obt.simulate.ollama import Faults
from tests.chaos.world import BASE, World, catalogued
from tests.e2e.programs import until

NODES, GROUPS, JOBS = 20, 4, 200
HURT_S = 40.0
SETTLE_S = 120.0
ENDED = {"succeeded", "failed", "cancelled", "lost"}

Check = Callable[[set[str]], bool]
"""Whether the models of a machine are as they must be when a job has succeeded."""


def wish(n: int, client_id: str, world: World) -> tuple[dict[str, Any], str, Check]:
    """The n-th job: its operation, its model, and what is true once it has succeeded."""
    match n % 4:
        case 0:
            name = catalogued(f"pulled-{n}:1b")
            return {"kind": "pull"}, name, lambda have: name in have
        case 1:
            name = f"victim-{n}:1b"
            world.nodes[client_id].install(name)
            return {"kind": "delete"}, name, lambda have: name not in have
        case 2:
            name = f"copied-{n}:1b"
            operation = {"kind": "copy", "destination": name}
            return operation, BASE, lambda have: name in have and BASE in have
        case _:
            name = f"made-{n}:1b"
            operation = {"kind": "create", "from_model": BASE, "system": f"You are {n}."}
            return operation, name, lambda have: name in have


@pytest.fixture
def seed() -> int:
    chosen = int(os.environ.get("OBT_CHAOS_SEED") or random.randrange(1_000_000))
    print(f"OBT_CHAOS_SEED={chosen}")  # noqa: T201 - shown by pytest where the test fails
    return chosen


@pytest.fixture
def world(tmp_path: Path, seed: int) -> Iterator[World]:
    made = World(tmp_path, NODES, GROUPS, seed)
    for node in made.nodes.values():
        node.install(BASE)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def file(world: World, operation: dict[str, Any], client_id: str, model: str) -> str:
    """Filed for certain and once: the same key again when the answer was lost."""
    body = {"operation": operation, "targets": [{"client_id": client_id, "model": model}]}
    key = str(uuid4())

    def ask() -> str | None:
        with contextlib.suppress(httpx.TransportError):
            reply = world.http.post("/jobs", json=body, headers={"Idempotency-Key": key})
            assert reply.status_code in (202, 503), reply.text
            if reply.status_code == 202:
                return str(reply.json()["jobs"][0]["job_id"])
        return None

    filed: str = until("a job is filed", ask)
    return filed


def hurt(world: World, dice: random.Random) -> None:
    """One blow, and its end."""
    match dice.choice(["server", "clients", "clients", "ollama", "ollama", "wire", "wire"]):
        case "server":
            world.kill_server()
            time.sleep(dice.uniform(0.1, 1.0))
            world.start_server()
        case "clients":
            group = dice.randrange(GROUPS)
            world.kill_clients(group)
            time.sleep(dice.uniform(0.1, 0.5))
            world.start_clients(group)
        case "ollama":
            node_id = dice.choice(world.ids)
            faults = [Faults(status=502), Faults(garbage=True), Faults(pull_error="unexpected EOF")]
            world.hurt(node_id, dice.choice(faults))
            time.sleep(dice.uniform(0.2, 0.8))
            world.hurt(node_id, Faults())
        case _:
            world.there(world.wire.cut())
            time.sleep(dice.uniform(0.05, 0.3))


def all_jobs(world: World) -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = {}
    cursor: str | None = None
    with contextlib.suppress(httpx.TransportError):
        while True:
            params = {"limit": 500} | ({"cursor": cursor} if cursor else {})
            page = world.http.get("/jobs", params=params).json()
            jobs |= {job["job_id"]: job for job in page["items"]}
            if (cursor := page["next_cursor"]) is None:
                break
    return jobs


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_every_job_ends_in_a_true_state(world: World, seed: int) -> None:
    dice = random.Random(seed)
    filed: dict[str, tuple[str, Check]] = {}
    cancelled: set[str] = set()
    began = time.monotonic()
    for n in range(JOBS):
        client_id = world.ids[n % NODES]
        operation, model, check = wish(n, client_id, world)
        job_id = file(world, operation, client_id, model)
        filed[job_id] = (client_id, check)
        if dice.random() < 0.05:
            with contextlib.suppress(httpx.TransportError):
                if world.http.post(f"/jobs/{job_id}/cancel").is_success:
                    cancelled.add(job_id)
        if n % 8 == 7:
            hurt(world, dice)
    while time.monotonic() - began < HURT_S:
        hurt(world, dice)
    world.heal()

    def settled() -> dict[str, dict[str, Any]] | None:
        jobs = all_jobs(world)
        done = filed.keys() <= jobs.keys() and all(jobs[i]["state"] in ENDED for i in filed)
        return jobs if done else None

    until("every job ended", settled, SETTLE_S)
    jobs = all_jobs(world)
    assert jobs.keys() == filed.keys(), "none is lost, none is twice"
    states = Counter(job["state"] for job in jobs.values())
    for job_id, (client_id, check) in filed.items():
        job = jobs[job_id]
        have = {model.name.shown for model in world.nodes[client_id].store.all()}
        if job["state"] == "succeeded":
            assert check(have), f"seed {seed}: said to have succeeded, and has not: {job}"
        if job["state"] == "cancelled":
            assert job_id in cancelled, f"seed {seed}: nobody cancelled {job}"
        if job["state"] == "failed":
            assert job["error"]["message"], f"seed {seed}: failed without a word: {job}"
        assert job["finished_at"] is not None
    assert states["succeeded"] >= JOBS * 0.8, f"seed {seed}: {states}"
