"""GET /api/v1/clients/{id}/log: what happened, in order, once."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError
from tests.server.conftest import Desk, FakeClock, Register, loaded, model, registration

import obt
from obt.server.history import log as log_module

PATH = "/api/v1/clients/desk/log"
UNREACHABLE = {"reachable": False, "url": "http://127.0.0.1:11434", "error": "nothing answers"}


async def happened(api: httpx.AsyncClient) -> list[str]:
    """Oldest first, in one line each."""
    items = (await api.get(PATH, params={"limit": 1000})).json()["items"]
    return [
        " ".join(str(it[part]) for part in ("kind", "model", "detail") if it[part])
        for it in reversed(items)
    ]


@pytest.fixture
async def desk(register: Register) -> Desk:
    desk: Desk = await register()
    return desk


STARTED = f"server.started {obt.__version__}"
REGISTERED = "client.registered 0.1.0"


async def test_a_day_of_a_client(
    api: httpx.AsyncClient, desk: Desk, clock: FakeClock, app: FastAPI
) -> None:
    await desk.beat()
    await desk.models(model("a:1b"), model("b:1b"))
    await desk.beat(loaded=[loaded("a:1b")])
    await desk.beat(loaded=[loaded("a:1b")])
    await desk.models(model("a:1b", "c" * 64), model("c:1b"))
    await desk.beat(ollama=UNREACHABLE)
    await desk.beat(ollama=UNREACHABLE)
    await desk.beat(ollama={"reachable": True, "url": "http://127.0.0.1:11434", "version": "0.9.4"})
    clock.tick(20)
    app.state.registry.sweep()
    clock.tick(40)
    app.state.registry.sweep()
    await desk.beat()
    await api.post(
        "/api/v1/clients",
        json=registration(client_version="0.2.0"),
        headers=desk.headers,
    )
    assert await happened(api) == [
        STARTED,
        REGISTERED,
        "client.online",
        "models.found 2 models",
        "model.loaded a:1b",
        "model.removed b:1b",
        "model.installed c:1b",
        "model.changed a:1b",
        "ollama.unreachable nothing answers",
        "ollama.reachable 0.9.4",
        "client.late missed heartbeats",
        "client.offline silent for 60 s",
        "client.online",
        "ollama.version 0.9.4 → 0.9.3",
        "client.version 0.1.0 → 0.2.0",
    ]


async def test_unloading(api: httpx.AsyncClient, desk: Desk) -> None:
    await desk.beat()
    await desk.beat(loaded=[loaded("a:1b"), loaded("b:1b")])
    await desk.beat(loaded=[loaded("b:1b")])
    assert (await happened(api))[-3:] == [
        "model.loaded a:1b",
        "model.loaded b:1b",
        "model.unloaded a:1b",
    ]


async def test_many_at_once_are_one_entry(api: httpx.AsyncClient, desk: Desk) -> None:
    await desk.beat()
    await desk.models(model("a:1b"))
    await desk.models(*(model(f"m{n}:1b") for n in range(100)))
    assert (await happened(api))[-2:] == ["model.removed a:1b", "model.installed 100 models"]


async def test_jobs_that_ended(api: httpx.AsyncClient, desk: Desk) -> None:
    await desk.beat()
    wish = {"operation": {"kind": "pull"}, "targets": [{"client_id": "desk", "model": "x:1b"}]}
    (job,) = (await api.post("/api/v1/jobs", json=wish)).json()["jobs"]
    await api.post(f"/api/v1/jobs/{job['job_id']}/cancel")
    error = {"code": "no_space", "message": "The disk is full.", "retryable": False}
    report = {
        "type": "job.finished",
        "job_id": job["job_id"],
        "attempt": 1,
        "outcome": "failed",
        "error": error,
    }
    await desk.beat(reports=[report])
    newest = (await api.get(PATH)).json()["items"][0]
    assert newest["kind"] == "job.ended"
    assert newest["job_id"] == job["job_id"]
    assert newest["model"] == "x:1b"
    assert newest["detail"] in ("pull cancelled", "pull failed: The disk is full.")


async def test_pages_go_back_in_time_once(api: httpx.AsyncClient, desk: Desk) -> None:
    for n in range(5):
        await desk.beat(loaded=[loaded(f"m{n}:1b")] if n else [])
    everything = await happened(api)
    seen: list[dict[str, Any]] = []
    cursor = None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await api.get(PATH, params=params)).json()
        assert page["total"] == len(everything)
        seen += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len({it["id"] for it in seen}) == len(seen) == len(everything)
    assert [it["id"] for it in seen] == sorted((it["id"] for it in seen), reverse=True)
    assert (await api.get(PATH, params={"cursor": "ZZZZ"})).status_code == 400


async def test_entries_are_written_in_batches_and_wait_for_the_database(
    api: httpx.AsyncClient, desk: Desk, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.state.history.log.flush()
    monkeypatch.setattr(log_module, "WRITTEN_AT_ONCE", 2)
    await desk.beat()
    await desk.beat(loaded=[loaded(f"m{n}:1b") for n in range(5)])
    wrong = OperationalError("INSERT", {}, Exception("locked"))

    class Away:
        def __init__(self, _session: object) -> None: ...

        async def write(self, _entries: object) -> None:
            raise wrong

    with monkeypatch.context() as away:
        away.setattr(log_module, "HistoryRepository", Away)
        with pytest.raises(OperationalError):
            await app.state.history.log.flush()
    assert (await happened(api))[2:] == [
        "client.online",
        *(f"model.loaded m{n}:1b" for n in range(5)),
    ]


async def test_entries_outlive_a_commit_that_fails(
    api: httpx.AsyncClient, desk: Desk, app: FastAPI
) -> None:
    def full(_connection: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    engine = app.state.db.engine.sync_engine
    event.listen(engine, "commit", full)
    with pytest.raises(OperationalError):
        await app.state.history.log.flush()
    event.remove(engine, "commit", full)
    assert await happened(api) == [STARTED, REGISTERED]


async def test_old_entries_and_those_beyond_the_bound_go(
    api: httpx.AsyncClient,
    desk: Desk,
    register: Register,
    clock: FakeClock,
    app: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_module, "MOST", 3)
    for n in range(4):
        await desk.beat(loaded=[loaded(f"m{n}:1b")] if n else [])
    await register("other")
    await app.state.history.log.flush()
    await app.state.history.log.prune()
    assert await happened(api) == [
        STARTED,
        "model.loaded m2:1b",
        "model.unloaded m2:1b",
        "model.loaded m3:1b",
    ]
    other = (await api.get("/api/v1/clients/other/log")).json()
    assert [it["kind"] for it in other["items"]] == ["client.registered", "server.started"]
    clock.wall += timedelta(days=31)
    await app.state.history.log.prune()
    assert await happened(api) == []


async def test_only_some_kinds(api: httpx.AsyncClient, desk: Desk) -> None:
    for n in range(3):
        await desk.beat(loaded=[loaded(f"m{n}:1b")] if n else [])
    asked = {"kind": ["model.loaded", "model.unloaded"], "limit": "2"}
    page = (await api.get(PATH, params=asked)).json()
    assert (page["total"], len(page["items"])) == (3, 2)
    asked["cursor"] = page["next_cursor"]
    rest = (await api.get(PATH, params=asked)).json()
    assert [it["model"] for it in rest["items"]] == ["m1:1b"]
    assert rest["next_cursor"] is None
    assert (await api.get(PATH, params={"kind": "nonsense"})).status_code == 422


async def test_nobodys_log(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/v1/clients/nobody/log")).status_code == 404
