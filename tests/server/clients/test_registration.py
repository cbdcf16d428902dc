import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import Desk, FakeClock, Register, model, registration


class TestRegister:
    async def test_an_id_of_its_own_and_again(self, api: httpx.AsyncClient) -> None:
        first = await api.post("/api/v1/clients", json=registration("desk"))
        assert first.status_code == 201
        assert first.json()["client_id"] == "desk"
        assert first.json()["heartbeat_interval_s"] == 10
        assert first.json()["client_timeout_s"] == 60
        again = await api.post("/api/v1/clients", json=registration("desk"))
        assert again.status_code == 200
        assert (await api.get("/api/v1/clients")).json()["total"] == 1

    async def test_without_an_id_one_is_given(self, api: httpx.AsyncClient) -> None:
        one = (await api.post("/api/v1/clients", json=registration(None))).json()
        two = (await api.post("/api/v1/clients", json=registration(None))).json()
        assert one["client_id"] != two["client_id"]

    @pytest.mark.parametrize("bad", ["", "-x", "a b", "a/b", "x" * 65, "é", "a\n", 7])
    async def test_a_bad_id_is_refused(self, api: httpx.AsyncClient, bad: object) -> None:
        reply = await api.post("/api/v1/clients", json=registration() | {"client_id": bad})
        assert reply.status_code == 422
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["errors"][0]["location"] == ["body", "client_id"]

    async def test_a_second_live_client_with_one_id_is_refused(
        self, api: httpx.AsyncClient, app: FastAPI, register: Register, clock: FakeClock
    ) -> None:
        desk: Desk = await register("desk")
        await desk.beat()
        intruder = await api.post("/api/v1/clients", json=registration("desk"))
        assert intruder.status_code == 409
        assert "OBT_CLIENT_ID" in intruder.json()["detail"]
        assert (await desk.beat()).status_code == 200
        clock.tick(60)
        app.state.registry.sweep()
        assert (await api.post("/api/v1/clients", json=registration("desk"))).status_code == 200

    async def test_the_same_client_may_register_again_while_live(
        self, api: httpx.AsyncClient, register: Register
    ) -> None:
        desk: Desk = await register("desk")
        await desk.beat()
        again = await api.post("/api/v1/clients", json=registration(), headers=desk.headers)
        assert again.status_code == 200
        assert (await desk.beat()).status_code == 401, "the token of before stopped working"

    async def test_a_rename_by_a_person_survives_the_next_registration(
        self, api: httpx.AsyncClient, register: Register
    ) -> None:
        await register("desk", name="its own name", labels=["own"])
        change = {"name": "Büro 🖥", "labels": ["a", "b", "a"]}
        renamed = (await api.patch("/api/v1/clients/desk", json=change)).json()
        assert renamed["name"] == "Büro 🖥"
        assert renamed["labels"] == ["a", "b"]
        await register("desk", name="its own name", labels=["own"])
        client = (await api.get("/api/v1/clients/desk")).json()
        assert client["name"] == "Büro 🖥"
        assert client["labels"] == ["a", "b"]


class TestForget:
    async def test_it_is_gone_with_its_models(
        self, api: httpx.AsyncClient, register: Register
    ) -> None:
        desk: Desk = await register("desk")
        await desk.beat()
        await desk.models(model())
        assert (await api.delete("/api/v1/clients/desk")).status_code == 204
        assert (await api.get("/api/v1/clients/desk")).status_code == 404
        assert (await api.get("/api/v1/models")).json()["items"] == []
        assert (await desk.beat()).status_code == 404
        assert (await api.delete("/api/v1/clients/desk")).status_code == 404


async def test_a_restart_forgets_nothing(app: FastAPI, settings: object, clock: FakeClock) -> None:
    from obt.server.app import create_app
    from obt.server.core.settings import ServerSettings

    assert isinstance(settings, ServerSettings)

    async def session(app: FastAPI) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8881"
        )

    async with app.router.lifespan_context(app), await session(app) as api:
        reply = await api.post("/api/v1/clients", json=registration("desk", labels=["x"]))
        desk = Desk(api, "desk", reply.json()["token"])
        await desk.beat()
        await desk.models(model("a:1b"), model("b:1b", "b" * 64))
        gone = await api.post("/api/v1/clients", json=registration("gone"))
        await Desk(api, "gone", gone.json()["token"]).beat()
        clock.tick(30)
        await desk.beat()
        clock.tick(40)
        await desk.beat()
        app.state.registry.sweep()
        before = (await api.get("/api/v1/clients/desk")).json()

    again = create_app(settings, clock)
    async with again.router.lifespan_context(again), await session(again) as api:
        after = (await api.get("/api/v1/clients/desk")).json()
        assert after["status"] == "late"
        assert after["status_reason"] == "not heard since the server started"
        assert after["last_seen"] == before["last_seen"]
        assert after["labels"] == ["x"]
        assert after["counts"]["installed"] == 2
        offline = (await api.get("/api/v1/clients/gone")).json()
        assert offline["status"] == "offline", "what was offline before stays so"
        desk.api = api
        assert (await desk.beat()).json()["resync"] is False, "its models are still known"
        assert (await api.get("/api/v1/clients/desk")).json()["status"] == "online"
