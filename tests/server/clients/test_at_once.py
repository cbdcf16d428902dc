"""Several at once: nothing is lost, and nothing is a 500."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import Desk, Register, model, registration

from obt.server.clients.repository import ClientRepository


async def test_many_register_the_same_new_id(api: httpx.AsyncClient) -> None:
    replies = await asyncio.gather(
        *(api.post("/api/v1/clients", json=registration("desk")) for _ in range(10))
    )
    assert sorted(reply.status_code for reply in replies) == [200] * 9 + [201]
    beats = [await Desk(api, "desk", reply.json()["token"]).beat() for reply in replies]
    assert [beat.status_code for beat in beats].count(200) == 1, "one token counts: the last"


async def test_many_register(api: httpx.AsyncClient) -> None:
    replies = await asyncio.gather(
        *(api.post("/api/v1/clients", json=registration(None)) for _ in range(30))
    )
    assert len({reply.json()["client_id"] for reply in replies}) == 30


async def test_many_forget_the_same(api: httpx.AsyncClient, register: Register) -> None:
    await register("desk")
    replies = await asyncio.gather(*(api.delete("/api/v1/clients/desk") for _ in range(5)))
    assert sorted(reply.status_code for reply in replies) == [204] + [404] * 4


async def test_models_of_a_client_that_is_being_forgotten(
    api: httpx.AsyncClient, register: Register
) -> None:
    for _ in range(5):
        desk: Desk = await register("desk")
        gone, told, renamed = await asyncio.gather(
            api.delete("/api/v1/clients/desk"),
            desk.models(model()),
            api.patch("/api/v1/clients/desk", json={"name": "x"}),
        )
        assert gone.status_code == 204
        assert told.status_code in (204, 404)
        assert renamed.status_code in (200, 404)
        assert (await api.get("/api/v1/clients")).json()["total"] == 0
        assert (await api.get("/api/v1/models")).json()["total"] == 0


async def test_a_flush_passes_over_who_was_forgotten_meanwhile(
    app: FastAPI, api: httpx.AsyncClient, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    one: Desk = await register("one")
    two: Desk = await register("two")
    await asyncio.gather(one.beat(), two.beat())
    taken = app.state.registry.take_dirty()
    await api.delete("/api/v1/clients/one")
    monkeypatch.setattr(app.state.registry, "take_dirty", lambda: taken)
    await app.state.keeping.flush()
    async with app.state.db.reading() as session:
        rows = await ClientRepository(session).all()
    assert [(row.client_id, row.last_seen is not None) for row in rows] == [("two", True)]


async def test_a_name_told_twice_counts_once(api: httpx.AsyncClient, register: Register) -> None:
    desk: Desk = await register("desk")
    reply = await desk.models(model("a:1b"), model("a:1b", digest="b" * 64))
    assert reply.status_code == 204
    assert (await api.get("/api/v1/clients/desk")).json()["counts"]["installed"] == 1
