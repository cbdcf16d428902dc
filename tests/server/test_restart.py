"""A server that stops and comes back: nothing durable is lost, nobody is heard too early."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from obt.server.app import create_app
from obt.server.core.settings import ServerSettings
from tests.server.conftest import HOST, Desk, FakeClock, loaded, model, registration


@asynccontextmanager
async def life(settings: ServerSettings, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    """One life of the server."""
    app = create_app(settings, clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as api,
    ):
        yield api


async def test_a_restart_forgets_no_client_and_no_model(
    settings: ServerSettings, clock: FakeClock
) -> None:
    async with life(settings, clock) as api:
        reply = await api.post("/api/v1/clients", json=registration("desk", labels=["gpu"]))
        token = reply.json()["token"]
        desk = Desk(api, "desk", token)
        await desk.models(model("a:1b"), model("b:1b", remote_host="https://ollama.example"))
        await desk.beat(loaded=[loaded("a:1b")])
        await api.patch("/api/v1/clients/desk", json={"name": "Under the desk"})
        before = (await api.get("/api/v1/clients/desk")).json()
        models = (await api.get("/api/v1/models")).json()
        assert before["status"] == "online"

    async with life(settings, clock) as api:
        client = (await api.get("/api/v1/clients/desk")).json()
        assert client["status"] == "late"
        assert client["status_reason"] == "not heard since the server started"
        for same in ("name", "labels", "hardware", "ollama", "last_seen", "registered_at"):
            assert client[same] == before[same], same
        after = (await api.get("/api/v1/models")).json()
        # what is loaded is live, and nobody has told yet
        assert [m["name"] for m in after["items"]] == [m["name"] for m in models["items"]]
        assert after["items"][1]["remote_host"] == "https://ollama.example"

        # its token is still its own, and its list of models need not be sent again
        desk = Desk(api, "desk", token)
        reply = await desk.beat()
        assert reply.json()["resync"] is False
        assert (await api.get("/api/v1/clients/desk")).json()["status"] == "online"


async def test_who_does_not_return_is_offline_at_the_timeout(
    settings: ServerSettings, clock: FakeClock
) -> None:
    async with life(settings, clock) as api:
        await api.post("/api/v1/clients", json=registration("desk"))
    app = create_app(settings, clock)
    async with app.router.lifespan_context(app):
        clock.tick(61)
        app.state.registry.sweep()
        standing = app.state.registry.standing("desk")
        assert (standing.status, standing.reason) == ("offline", "silent for 60 s")


async def test_who_was_offline_stays_offline(settings: ServerSettings, clock: FakeClock) -> None:
    app = create_app(settings, clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as api,
    ):
        await api.post("/api/v1/clients", json=registration("desk"))
        clock.tick(61)
        app.state.registry.sweep()
    async with life(settings, clock) as api:
        client = (await api.get("/api/v1/clients/desk")).json()
        assert (client["status"], client["status_reason"]) == ("offline", "silent for 60 s")


async def test_a_forgotten_client_stays_forgotten(
    settings: ServerSettings, clock: FakeClock
) -> None:
    async with life(settings, clock) as api:
        reply = await api.post("/api/v1/clients", json=registration("desk"))
        desk = Desk(api, "desk", reply.json()["token"])
        await desk.models(model())
        await api.delete("/api/v1/clients/desk")
    async with life(settings, clock) as api:
        assert (await api.get("/api/v1/clients")).json()["total"] == 0
        assert (await Desk(api, "desk", desk.token).beat()).status_code == 404
        reply = await api.post("/api/v1/clients", json=registration("desk"))
        assert reply.status_code == 201, "its id is free again"
        assert (await api.get("/api/v1/models")).json()["total"] == 0
