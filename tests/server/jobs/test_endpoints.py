"""/api/v1/jobs and /api/v1/batches, over HTTP, with a client that beats over REST."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import Desk, Register

LOAD = {"operation": {"kind": "load"}, "targets": [{"client_id": "desk", "model": "smollm2"}]}


async def file(api: httpx.AsyncClient, wish: Any = LOAD, key: str | None = None) -> Any:
    headers = {"idempotency-key": key} if key else {}
    reply = await api.post("/api/v1/jobs", json=wish, headers=headers)
    assert reply.status_code == 202, reply.text
    return reply.json()


async def orders(desk: Desk, *reports: dict[str, Any]) -> list[dict[str, Any]]:
    reply = await desk.beat(reports=list(reports))
    assert reply.status_code == 200, reply.text
    pending: list[dict[str, Any]] = reply.json()["pending_jobs"]
    return pending


async def test_from_the_wish_to_the_end(
    api: httpx.AsyncClient, register: Register, app: Any
) -> None:
    desk = await register("desk")
    await orders(desk)
    batch = await file(api)
    job_id = batch["jobs"][0]["job_id"]
    await app.state.jobs.desk.tick()
    (assigned,) = await orders(desk)
    assert (assigned["type"], assigned["job_id"]) == ("job.assigned", job_id)
    client = (await api.get("/api/v1/clients/desk")).json()
    assert client["counts"]["jobs"] == 1
    report = {"job_id": job_id, "attempt": 1}
    progress = {"status": "loading", "completed": 1, "total": 4}
    await orders(desk, {"type": "job.progress", "progress": progress, **report})
    shown = (await api.get(f"/api/v1/jobs/{job_id}")).json()
    assert (shown["state"], shown["progress"]["total"]) == ("running", 4)
    finished = {"type": "job.finished", "outcome": "succeeded", "result": {"size": 7}, **report}
    (settled,) = await orders(desk, finished)
    assert settled["type"] == "job.settled"
    shown = (await api.get(f"/api/v1/jobs/{job_id}")).json()
    assert (shown["state"], shown["result"]) == ("succeeded", {"size": 7})
    assert (await api.get(f"/api/v1/batches/{batch['batch_id']}")).json()["jobs"] == [shown]


async def test_a_large_result_is_only_in_the_job_itself(
    api: httpx.AsyncClient, register: Register, app: Any
) -> None:
    desk = await register("desk")
    await orders(desk)
    job_id = (await file(api))["jobs"][0]["job_id"]
    await app.state.jobs.desk.tick()
    large = {"modelfile": "x" * 100_000}
    await orders(
        desk,
        {
            "type": "job.finished",
            "job_id": job_id,
            "attempt": 1,
            "outcome": "succeeded",
            "result": large,
        },
    )
    assert (await api.get("/api/v1/jobs")).json()["items"][0]["result"] is None
    assert (await api.get(f"/api/v1/jobs/{job_id}")).json()["result"] == large


async def test_lists_newest_first_in_pages_narrowed_and_searched(
    api: httpx.AsyncClient, register: Register
) -> None:
    await register("desk")
    await register("lab", name="The lab")
    targets = [{"client_id": c, "model": "smollm2"} for c in ("desk", "lab")]
    filed = [
        await file(api, {"operation": {"kind": kind}, "targets": targets})
        for kind in ("load", "unload", "pull")
    ]

    async def found(**params: Any) -> tuple[list[str], int, str | None]:
        reply = await api.get("/api/v1/jobs", params=params)
        assert reply.status_code == 200, reply.text
        page = reply.json()
        names = [f"{job['kind']} {job['client_id']}" for job in page["items"]]
        return names, page["total"], page["next_cursor"]

    first, total, cursor = await found(limit=4)
    assert (first, total) == (["pull lab", "pull desk", "unload lab", "unload desk"], 6)
    assert await found(limit=4, cursor=cursor) == (["load lab", "load desk"], 6, None)
    assert (await found(client_id="lab", limit=1))[1] == 3
    assert (await found(batch_id=filed[-1]["batch_id"]))[0] == ["pull lab", "pull desk"]
    assert (await found(state="running"))[0] == []
    queried, total, cursor = await found(q="client:the -kind:unload is:active", limit=1)
    assert (queried, total) == (["pull lab"], 2)
    more = await found(q="client:the -kind:unload is:active", limit=1, cursor=cursor)
    assert more == (["load lab"], 2, None)


async def test_bad_input_is_a_problem(api: httpx.AsyncClient, register: Register) -> None:
    await register("desk")
    nowhere = uuid4()
    for method, path, status in (
        ("GET", f"/api/v1/jobs/{nowhere}", 404),
        ("POST", f"/api/v1/jobs/{nowhere}/cancel", 404),
        ("POST", f"/api/v1/jobs/{nowhere}/retry", 404),
        ("GET", f"/api/v1/batches/{nowhere}", 404),
        ("POST", f"/api/v1/batches/{nowhere}/cancel", 404),
        ("POST", f"/api/v1/batches/{nowhere}/retry", 404),
        ("GET", "/api/v1/jobs/one", 422),
        ("GET", "/api/v1/jobs?q=stat:x", 400),
        ("GET", "/api/v1/jobs?cursor=!!", 400),
        ("GET", "/api/v1/jobs?cursor=LTE", 400),
        ("GET", "/api/v1/jobs?state=done", 422),
    ):
        reply = await api.request(method, path)
        assert (reply.status_code, reply.headers["content-type"]) == (
            status,
            "application/problem+json",
        ), path


async def test_a_key_files_once(api: httpx.AsyncClient, register: Register) -> None:
    await register("desk")
    first = await file(api, key="k")
    assert await file(api, key="k") == first
    other = {**LOAD, "operation": {"kind": "unload"}}
    reply = await api.post("/api/v1/jobs", json=other, headers={"idempotency-key": "k"})
    assert reply.status_code == 409


async def test_cancel_and_retry(api: httpx.AsyncClient, register: Register) -> None:
    await register("desk")
    batch = await file(api)
    job = f"/api/v1/jobs/{batch['jobs'][0]['job_id']}"
    assert (await api.post(f"{job}/cancel")).json()["state"] == "cancelled"
    assert (await api.post(f"{job}/retry")).json()["state"] == "queued"
    assert (await api.post(f"{job}/retry")).status_code == 409
    reply = await api.post(f"/api/v1/batches/{batch['batch_id']}/cancel")
    assert reply.json()["jobs"][0]["state"] == "cancelled"


async def test_forgetting_a_client_ends_its_jobs(
    api: httpx.AsyncClient, register: Register
) -> None:
    await register("desk")
    job_id = (await file(api))["jobs"][0]["job_id"]
    assert (await api.delete("/api/v1/clients/desk")).status_code == 204
    job = (await api.get(f"/api/v1/jobs/{job_id}")).json()
    assert (job["state"], job["error"]["code"]) == ("lost", "client_forgotten")


async def test_a_job_filed_while_its_client_is_being_forgotten_ends_too(
    api: httpx.AsyncClient, app: FastAPI, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register("desk")
    desk = app.state.jobs.desk
    forgotten = desk.forgotten
    filed: list[str] = []

    async def and_filed(client_id: str) -> None:
        await forgotten(client_id)
        if not filed:
            filed.append((await file(api))["jobs"][0]["job_id"])

    monkeypatch.setattr(desk, "forgotten", and_filed)
    assert (await api.delete("/api/v1/clients/desk")).status_code == 204
    job = (await api.get(f"/api/v1/jobs/{filed[0]}")).json()
    assert (job["state"], job["error"]["code"]) == ("lost", "client_forgotten")
