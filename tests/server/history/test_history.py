"""GET /api/v1/clients/{id}/history, over the hours and over a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.server.conftest import HOST, Desk, FakeClock, Register, registration

from obt.server.app import create_app
from obt.server.core.settings import ServerSettings
from obt.server.history import history
from obt.server.history.chart import Window, of_beats
from obt.server.history.repository import HistoryRepository, Minute
from obt.server.history.values import Key

PATH = "/api/v1/clients/desk/history"
GPU = {
    "index": 0,
    "memory_used": 3 * 2**30,
    "utilization_percent": 99.5,
    "temperature_c": 71.25,
    "power_w": 250.5,
}


async def chart(api: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    reply = await api.get(PATH, params=params)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    for series in found["series"]:
        assert len(series["mean"]) == len(series["max"]) == len(found["at"])
    return found


def series(found: dict[str, Any], metric: str, gpu: int | None = None) -> dict[str, Any]:
    (one,) = [s for s in found["series"] if (s["metric"], s["gpu"]) == (metric, gpu)]
    assert isinstance(one, dict)
    return one


async def live(desk: Desk, clock: FakeClock, seconds: int, percent: float = 10.0) -> None:
    """A beat every 10 s; the processor's use rises by one with each."""
    for n in range(seconds // 10):
        clock.tick(10)
        await desk.beat(telemetry={"cpu_percent": min(percent + n, 100.0), "gpus": [GPU]})


@pytest.fixture
async def desk(register: Register) -> Desk:
    desk: Desk = await register()
    return desk


async def test_the_last_hour_is_every_beat(
    api: httpx.AsyncClient, desk: Desk, clock: FakeClock
) -> None:
    began = clock.now().timestamp()
    await live(desk, clock, 60)
    found = await chart(api)
    assert found["at"] == [began + 10 * n for n in range(1, 7)]
    assert found["step_s"] is None
    assert found["gap_s"] == 45
    cpu = series(found, "cpu_percent")
    assert cpu["mean"] == cpu["max"] == [10, 11, 12, 13, 14, 15]
    assert cpu["unit"] == "%"
    assert [(s["metric"], s["gpu"], s["unit"], s["mean"][0]) for s in found["series"][1:]] == [
        ("memory_used", 0, "B", 3 * 2**30),
        ("utilization_percent", 0, "%", 99.5),
        ("temperature_c", 0, "°C", 71.25),
        ("power_w", 0, "W", 250.5),
    ]


async def test_silence_is_a_gap(api: httpx.AsyncClient, desk: Desk, clock: FakeClock) -> None:
    began = clock.now().timestamp()
    await live(desk, clock, 20)
    clock.tick(600)
    await live(desk, clock, 20)
    found = await chart(api)
    assert [at - began for at in found["at"]] == [10, 20, 630, 640]
    assert found["gap_s"] < 610


async def test_fewer_points_are_means_and_maxima(
    api: httpx.AsyncClient, desk: Desk, clock: FakeClock
) -> None:
    await live(desk, clock, 620)
    found = await chart(api, points=60)
    assert found["step_s"] == 60
    assert len(found["at"]) == 11  # the first and the last minute are not whole
    cpu = series(found, "cpu_percent")
    assert cpu["mean"][1] == 17.5
    assert cpu["max"][1] == 20
    assert found["at"][1] % 60 == 0


async def test_a_window(api: httpx.AsyncClient, desk: Desk, clock: FakeClock) -> None:
    began = clock.now()
    await live(desk, clock, 600)
    window = {
        "from": (began + timedelta(seconds=100)).isoformat(),
        "to": (began + timedelta(seconds=200)).isoformat(),
    }
    found = await chart(api, **window)
    assert [at - began.timestamp() for at in found["at"]] == [100 + 10 * n for n in range(11)]
    assert found["begins_at"] == "2026-05-01T12:01:40Z"
    assert found["ends_at"] == "2026-05-01T12:03:20Z"


@asynccontextmanager
async def life(settings: ServerSettings, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as api,
    ):
        yield api


async def test_minutes_outlive_the_server_and_do_not_meet_across_its_stop(
    settings: ServerSettings, clock: FakeClock, register: Register, api: httpx.AsyncClient, app: Any
) -> None:
    desk: Desk = await register()
    await live(desk, clock, 120)
    await app.state.history.flush()
    await live(desk, clock, 60, 50.0)
    await app.state.history.close()
    clock.tick(1200)
    async with life(settings, clock) as again:
        after = Desk(again, "desk", desk.token)
        found = await chart(again)
        assert found["step_s"] == 60
        assert found["gap_s"] == 90
        assert [at % 3600 // 60 for at in found["at"]] == [0, 1, 2, 3]
        assert series(found, "cpu_percent")["mean"] == [12, 17.5, 46.83, 55]
        assert series(found, "cpu_percent")["max"] == [14, 20, 54, 55]
        assert series(found, "power_w", 0)["mean"] == [250.5] * 4
        await live(after, clock, 60, 90.0)
        found = await chart(again)
        assert [at % 3600 // 60 for at in found["at"]] == [0, 1, 2, 3, 23, 24]
        hours = (clock.now() - timedelta(days=2)).isoformat()
        wide = await chart(again, **{"from": hours, "points": 100})
        assert wide["step_s"] == 1800
        # each of the six minutes counts the same, however many beats it had
        means = series(found, "cpu_percent")["mean"]
        assert series(wide, "cpu_percent")["mean"] == [pytest.approx(sum(means) / 6, abs=0.01)]


async def test_a_rate_of_output_is_missing_where_there_was_none_over_a_restart_too(
    settings: ServerSettings, clock: FakeClock, register: Register, api: httpx.AsyncClient, app: Any
) -> None:
    desk: Desk = await register()
    for rate in (None, 20.0, 40.0, None, None):
        clock.tick(30)
        told = {} if rate is None else {"output_rate": rate}
        await desk.beat(telemetry={"cpu_percent": 1.0, **told})
    beats = series(await chart(api), "output_rate")
    assert (beats["mean"], beats["unit"]) == ([None, 20, 40, None, None], "tokens/s")
    await app.state.history.close()
    clock.tick(1200)
    async with life(settings, clock) as again:
        minutes = series(await chart(again), "output_rate")
        assert (minutes["mean"], minutes["max"]) == ([None, 30, None], [None, 40, None])


async def test_a_beat_costs_no_write(desk: Desk, clock: FakeClock, app: FastAPI) -> None:
    await desk.beat()
    await app.state.history.log.flush()
    writes = 0
    unit = app.state.db.unit

    def counted() -> Any:
        nonlocal writes
        writes += 1
        return unit()

    app.state.db.unit = counted
    await live(desk, clock, 300)
    assert writes == 0
    await app.state.history.flush()
    assert writes <= 3


async def test_what_is_too_old_goes(
    api: httpx.AsyncClient, desk: Desk, clock: FakeClock, app: FastAPI
) -> None:
    await live(desk, clock, 120)
    await app.state.history.flush()
    clock.tick(8 * 86400)
    await live(desk, clock, 120)
    await app.state.history.flush()
    async with app.state.db.reading() as session:
        for table in ("machine_minutes", "gpu_minutes"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 2  # noqa: S608


async def test_forgetting_a_client_forgets_its_history(
    api: httpx.AsyncClient, desk: Desk, clock: FakeClock, app: FastAPI
) -> None:
    await live(desk, clock, 120)
    await app.state.history.flush()
    await live(desk, clock, 120)
    await api.delete("/api/v1/clients/desk")
    await app.state.history.flush()
    await app.state.history.log.flush()
    async with app.state.db.reading() as session:
        for table in ("machine_minutes", "gpu_minutes", "client_log WHERE client_id IS NOT NULL"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608
    assert (await api.get(PATH)).status_code == 404


async def test_a_client_registered_anew_while_the_minutes_of_others_are_written(
    register: Register, clock: FakeClock, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("desk", "lab"):
        await live(await register(name), clock, 120)
    monkeypatch.setattr(history, "CLIENTS_AT_ONCE", 1)
    keep, kept = HistoryRepository.keep, []

    async def anew(self: HistoryRepository, minutes: list[Minute]) -> None:
        kept.append({it.client_id for it in minutes})
        for name in ("desk", "lab"):  # they are in the registry again, without a beat
            app.state.history.forgotten(name)
        await keep(self, minutes)

    monkeypatch.setattr(HistoryRepository, "keep", anew)
    await app.state.history.flush()
    assert kept == [{"desk"}, set()]


def test_the_machines_own_series_come_before_its_first_gpus() -> None:
    window = Window("desk", datetime.fromtimestamp(0, UTC), datetime.fromtimestamp(60, UTC), 10)
    keys = [Key(0, "memory_used"), Key(1, "memory_used"), Key(None, "output_rate")]
    found = of_beats(window, [10.0], {key: [1.0] for key in keys}, 45.0)
    assert [it.gpu for it in found.series] == [None, 0, 1]


async def test_no_days_keep_only_the_hour(settings: ServerSettings, clock: FakeClock) -> None:
    short = settings.model_copy(update={"telemetry_history_days": 0})
    async with life(short, clock) as api:
        token = (await api.post("/api/v1/clients", json=registration("desk"))).json()["token"]
        await live(Desk(api, "desk", token), clock, 60)
        assert len((await chart(api))["at"]) == 6
    async with life(short, clock) as api:
        assert (await chart(api))["at"] == []


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"from": "2026-05-01T13:00:00Z", "to": "2026-05-01T11:00:00Z"}, 400),
        ({"from": "2099-05-01T13:00:00Z"}, 400),
        ({"from": "2026-05-01T11:00:00"}, 422),
        ({"points": 1}, 422),
        ({"points": 2001}, 422),
        ({"from": "0001-01-01T00:00:00+14:00", "to": "9999-12-31T23:59:59-12:00"}, 200),
        ({"to": "0001-01-01T00:00:00+14:00"}, 200),
    ],
)
async def test_windows_that_are_none(
    api: httpx.AsyncClient, desk: Desk, params: dict[str, Any], status: int
) -> None:
    assert (await api.get(PATH, params=params)).status_code == status


@pytest.mark.parametrize("when", ["0", "1767225600", "yesterday", "2026-05-01"])
async def test_a_time_is_written_with_its_date(
    api: httpx.AsyncClient, register: Register, when: str
) -> None:
    await register("desk")
    answer = await api.get("/api/v1/clients/desk/history", params={"to": when})
    assert answer.status_code == 422
