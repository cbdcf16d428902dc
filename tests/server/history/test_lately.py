"""GET /api/v1/telemetry: how busy all were in the last minutes."""

from typing import Any

import httpx
from tests.server.conftest import Desk, FakeClock, Register

PATH = "/api/v1/telemetry"


async def lately(api: httpx.AsyncClient) -> dict[str, Any]:
    reply = await api.get(PATH)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def beats(desk: Desk, clock: FakeClock, *cpu: float | None, gpus: Any = ()) -> None:
    for percent in cpu:
        clock.tick(10)
        await desk.beat(telemetry={"cpu_percent": percent, "gpus": gpus})


async def test_means_of_half_minutes_the_last_one_is_now(
    api: httpx.AsyncClient, register: Register, clock: FakeClock
) -> None:
    desk: Desk = await register()
    await beats(desk, clock, 10, 20, 30, 40, 50)
    found = await lately(api)
    assert (found["begins_at"], found["step_s"]) == ("2026-05-01T11:46:00Z", 30)
    assert found["clients"] == [
        {"client_id": "desk", "cpu_percent": [None] * 28 + [15, 40], "gpu_percent": None}
    ]


async def test_the_busiest_gpu_counts_and_what_none_told_is_null(
    api: httpx.AsyncClient, register: Register, clock: FakeClock
) -> None:
    desk: Desk = await register()
    gpus = [{"index": 0, "utilization_percent": 3.2}, {"index": 1, "utilization_percent": 97.6}]
    await beats(desk, clock, None, None, gpus=gpus)
    await beats(desk, clock, None, gpus=[{"index": 0, "memory_used": 1}])
    (client,) = (await lately(api))["clients"]
    assert client["cpu_percent"] is None
    assert client["gpu_percent"] == [None] * 28 + [98, None]


async def test_who_was_silent_is_left_out(
    api: httpx.AsyncClient, register: Register, clock: FakeClock
) -> None:
    desk: Desk = await register()
    await register("lab")
    await beats(desk, clock, 10)
    assert [it["client_id"] for it in (await lately(api))["clients"]] == ["desk"]
    clock.tick(16 * 60)
    assert (await lately(api))["clients"] == []
