"""GET /api/v1/clients: searched, narrowed, by name."""

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import Desk, FakeClock, Register, beat, loaded, model, registration


@pytest.fixture
async def fleet(register: Register, app: FastAPI, clock: FakeClock) -> None:
    """One online with a model loaded, one whose Ollama is down, one offline."""
    gone: Desk = await register("gone", name="alpha")
    await gone.beat()
    clock.tick(61)
    app.state.registry.sweep()
    gpu = {"index": 0, "name": "NVIDIA RTX 4090", "vendor": "nvidia", "memory_total": 24 * 2**30}
    hardware = registration()["hardware"] | {"gpus": [gpu]}
    desk: Desk = await register("desk", name="Beta", labels=["gpu", "home"], hardware=hardware)
    await desk.models(model("a:1b"), model("b:1b"))
    await desk.beat(loaded=[loaded("a:1b")])
    down: Desk = await register("down", name="gamma")
    await down.beat(ollama=beat()["ollama"] | {"reachable": False, "error": "refused"})


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, ["gone", "desk", "down"]),
        ({"status": "online"}, ["desk", "down"]),
        ({"status": "offline"}, ["gone"]),
        ({"status": "late"}, []),
        ({"q": "is:unreachable"}, ["down"]),
        ({"q": "is:loaded"}, ["desk"]),
        ({"q": "rtx"}, ["desk"]),
        ({"q": "vram:>=20GB"}, ["desk"]),
        ({"q": "models:2 label:home"}, ["desk"]),
        ({"q": "status:offline"}, ["gone"]),
        ({"q": "is:loaded", "status": "offline"}, []),
    ],
)
@pytest.mark.usefixtures("fleet")
async def test_lists(api: httpx.AsyncClient, params: dict[str, str], found: list[str]) -> None:
    page = (await api.get("/api/v1/clients", params=params)).json()
    assert [client["client_id"] for client in page["items"]] == found
    assert page["total"] == len(found)


@pytest.mark.usefixtures("fleet")
async def test_an_unknown_status_is_told(api: httpx.AsyncClient) -> None:
    reply = await api.get("/api/v1/clients", params={"status": "sleepy"})
    assert reply.status_code == 422
