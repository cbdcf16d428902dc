from uuid import uuid4

import httpx
from fastapi import FastAPI
from tests.server.conftest import Desk, FakeClock, Register, loaded, model

from obt.server.registry.outbox import BOUND
from obt.server.registry.registry import Registry
from obt.wire.jobs import JobSettled


async def status(api: httpx.AsyncClient, client_id: str = "desk") -> tuple[str, str | None]:
    client = (await api.get(f"/api/v1/clients/{client_id}")).json()
    return client["status"], client["status_reason"]


class TestHeartbeat:
    async def test_a_beat_is_shown(self, api: httpx.AsyncClient, register: Register) -> None:
        desk: Desk = await register()
        reply = await desk.beat(loaded=[loaded()])
        assert reply.json() == {"next_heartbeat_s": 10, "resync": True, "pending_jobs": []}
        client = (await api.get("/api/v1/clients/desk")).json()
        assert client["status"] == "online"
        assert client["link"] == "rest"
        assert client["telemetry"]["cpu_percent"] == 12.5
        assert client["loaded"][0]["name"] == "smollm2:135m"

    async def test_silence_makes_it_late_then_offline_and_a_beat_heals(
        self, api: httpx.AsyncClient, app: object, register: Register, clock: FakeClock
    ) -> None:
        desk: Desk = await register()
        await desk.beat()
        await desk.models(model())
        registry: Registry = app.state.registry  # type: ignore[attr-defined]
        for seconds, expected in [
            (19, ("online", None)),
            (1, ("late", "missed heartbeats")),
            (39, ("late", "missed heartbeats")),
            (1, ("offline", "silent for 60 s")),
        ]:
            clock.tick(seconds)
            registry.sweep()
            assert await status(api) == expected
        assert (await api.get("/api/v1/models")).json()["items"] == [], "offline: not in live lists"
        await desk.beat()
        assert await status(api) == ("online", None)
        assert len((await api.get("/api/v1/models")).json()["items"]) == 1

    async def test_a_wall_clock_jump_changes_nothing(
        self, api: httpx.AsyncClient, app: object, register: Register, clock: FakeClock
    ) -> None:
        desk: Desk = await register()
        await desk.beat()
        for hours in (48, -96):
            clock.wall = clock.wall.replace(year=2026 + hours // 48)
            app.state.registry.sweep()  # type: ignore[attr-defined]
            assert await status(api) == ("online", None)

    async def test_without_or_with_a_wrong_token(
        self, api: httpx.AsyncClient, register: Register
    ) -> None:
        desk: Desk = await register("desk")
        other: Desk = await register("other")
        for token in ("", "wrong", other.token):
            desk.token = token
            reply = await desk.beat()
            assert reply.status_code == 401
            assert (await desk.models(model())).status_code == 401
        assert (await api.get("/api/v1/clients/desk")).json()["telemetry"] is None

    async def test_orders_come_with_the_beat(self, app: FastAPI, register: Register) -> None:
        desk: Desk = await register("desk")
        await desk.beat()
        settled = JobSettled(job_id=uuid4(), attempt=1)
        app.state.outboxes.put("desk", settled)
        orders = (await desk.beat()).json()["pending_jobs"]
        assert orders == [settled.model_dump(mode="json")]
        assert (await desk.beat()).json()["pending_jobs"] == []

    async def test_orders_that_were_too_many_are_made_again(
        self, app: FastAPI, register: Register
    ) -> None:
        desk: Desk = await register("desk")
        await desk.beat()
        overflown = app.state.outboxes.get("desk")
        for _ in range(BOUND + 1):
            overflown.put(JobSettled(job_id=uuid4(), attempt=1))
        assert (await desk.beat()).json()["pending_jobs"] == []
        await desk.beat()
        assert app.state.outboxes.get("desk") is not overflown


class TestModels:
    async def test_a_snapshot_replaces_and_settles_the_resync(
        self, api: httpx.AsyncClient, register: Register
    ) -> None:
        desk: Desk = await register()
        assert (await desk.beat()).json()["resync"] is True
        assert (await desk.models(model("a:1b"), model("b:1b"))).status_code == 204
        assert (await desk.beat()).json()["resync"] is False
        assert (await desk.models(model("b:1b"), model("b:1b"))).status_code == 204
        names = [m["name"] for m in (await api.get("/api/v1/models")).json()["items"]]
        assert names == ["b:1b"]

    async def test_models_are_aggregated_by_name(
        self, api: httpx.AsyncClient, register: Register
    ) -> None:
        one: Desk = await register("one")
        two: Desk = await register("two")
        await one.beat(loaded=[loaded("ns/x:1b")])
        await two.beat()
        await one.models(model("ns/x:1b", "a" * 64))
        await two.models(model("ns/x:1b", "b" * 64), model("only:2b"))
        found = (await api.get("/api/v1/models/ns/x:1b")).json()
        assert found["versions"] == 2
        assert [i["client_id"] for i in found["installed"] if i["loaded"]] == ["one"]
        drift = (await api.get("/api/v1/models", params={"q": "is:drift client:two"})).json()
        assert [m["name"] for m in drift["items"]] == ["ns/x:1b"]
        assert (await api.get("/api/v1/models/none:1b")).status_code == 404
