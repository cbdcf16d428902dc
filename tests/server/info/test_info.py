"""What a server says of itself."""

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from tests.server.conftest import Desk, FakeClock, Register, loaded, model

import obt
from obt.wire import PROTOCOL


async def test_info(api: httpx.AsyncClient, register: Register, clock: FakeClock) -> None:
    desk: Desk = await register("desk")
    await desk.models(model("a:1b"), model("b:1b"))
    await desk.beat(loaded=[loaded("a:1b")])
    await register("other")
    clock.tick(5)
    assert (await api.get("/api/v1/info")).json() == {
        "version": obt.__version__,
        "protocol": PROTOCOL,
        "uptime_s": 5.0,
        "counts": {
            "clients": 2,
            "online": 1,
            "models": 2,
            "installed": 2,
            "loaded": 1,
            "jobs": 0,
        },
        "settings": {
            "heartbeat_interval_s": 10.0,
            "client_timeout_s": 60.0,
            "telemetry_history_days": 7.0,
            "log_history_days": 30.0,
            "job_history_days": 30.0,
            "enroll_required": False,
        },
    }


async def test_ready_follows_the_database_and_health_does_not(
    api: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await api.get("/ready")).json()["status"] == "ready"

    async def away() -> None:
        raise OperationalError("SELECT 1", None, Exception("gone"))

    monkeypatch.setattr(app.state.db, "ping", away)
    reply = await api.get("/ready")
    assert (reply.status_code, reply.json()["status"]) == (503, "not ready")
    assert (await api.get("/health")).status_code == 200


async def test_metrics(api: httpx.AsyncClient, register: Register) -> None:
    desk: Desk = await register("desk")
    await desk.models(model("a:1b"))
    await desk.beat(loaded=[loaded("a:1b")])
    text = (await api.get("/metrics")).text
    for line in (
        'obt_clients{status="online"} 1.0',
        'obt_clients{status="offline"} 0.0',
        "obt_installed_models 1.0",
        "obt_loaded_models 1.0",
        "obt_dashboards 0.0",
    ):
        assert line in text.splitlines()
