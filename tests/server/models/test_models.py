"""/api/v1/models: what the fleet has, by name."""

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import Desk, FakeClock, Register, loaded, model


@pytest.fixture
async def fleet(register: Register) -> dict[str, Desk]:
    """Two machines: both have `llama:8b`, in two versions; one has a name with slashes."""
    desk: Desk = await register("desk", name="Desk", labels=["home"])
    rack: Desk = await register("rack", name="Rack")
    old = model("llama:8b", "a" * 64, size=4_000, modified_at="2026-01-01T00:00:00Z")
    new = model("llama:8b", "b" * 64, size=5_000, modified_at="2026-02-01T00:00:00Z")
    new["details"] |= {"family": "llama4", "capabilities": ["tools"]}
    await desk.models(old, model("hf.co/someone/thing:q4", "c" * 64))
    await rack.models(new, model("big:1t-cloud", "d" * 64, remote_host="https://ollama.example"))
    await desk.beat(loaded=[loaded("llama:8b", "a" * 64) | {"size_vram": 400_000_000}])
    await rack.beat()
    return {"desk": desk, "rack": rack}


async def names(api: httpx.AsyncClient, q: str = "") -> list[str]:
    return [m["name"] for m in (await api.get("/api/v1/models", params={"q": q})).json()["items"]]


async def test_one_row_a_name_with_every_machine(
    api: httpx.AsyncClient, fleet: dict[str, Desk]
) -> None:
    assert await names(api) == ["big:1t-cloud", "hf.co/someone/thing:q4", "llama:8b"]
    both = (await api.get("/api/v1/models/llama:8b")).json()
    assert both["family"] == "llama4", "the newest speaks for the name"
    assert (both["versions"], both["size"]) == (2, 5_000)
    here, there = both["installed"]
    assert (here["client_id"], here["loaded"], here["size_vram"]) == ("desk", True, 400_000_000)
    assert (there["client_id"], there["loaded"], there["size_vram"]) == ("rack", False, None)


async def test_outdated_where_the_registry_had_a_newer_one(
    api: httpx.AsyncClient, fleet: dict[str, Desk], app: FastAPI
) -> None:
    assert await names(api, "is:outdated") == []
    app.state.registry.checked("desk", "llama:8b", "a" * 64)
    assert await names(api, "is:outdated") == ["llama:8b"]
    model = (await api.get("/api/v1/models/llama:8b")).json()
    assert [it["outdated"] for it in model["installed"]] == [True, False]
    assert (await api.get("/api/v1/clients/desk")).json()["outdated"] == ["llama:8b"]


async def test_a_name_with_slashes(api: httpx.AsyncClient, fleet: dict[str, Desk]) -> None:
    for path in ("hf.co/someone/thing:q4", "hf.co%2Fsomeone%2Fthing:q4"):
        reply = await api.get(f"/api/v1/models/{path}")
        assert reply.json()["name"] == "hf.co/someone/thing:q4"


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("is:loaded", ["llama:8b"]),
        ("is:drift", ["llama:8b"]),
        ("is:partial", ["llama:8b"]),
        ("is:cloud", ["big:1t-cloud"]),
        ("client:desk", ["hf.co/someone/thing:q4", "llama:8b"]),
        ("label:home -is:loaded", ["hf.co/someone/thing:q4"]),
        ("family:llama4", ["llama:8b"]),
        ("machines:2", ["llama:8b"]),
        ("nothing-like-it", []),
    ],
)
async def test_the_search_language(
    api: httpx.AsyncClient, fleet: dict[str, Desk], q: str, found: list[str]
) -> None:
    assert await names(api, q) == found


async def test_models_of_who_is_offline_leave_the_list(
    api: httpx.AsyncClient, fleet: dict[str, Desk], app: FastAPI, clock: FakeClock
) -> None:
    clock.tick(59)
    await fleet["rack"].beat()
    clock.tick(2)
    app.state.registry.sweep()
    assert await names(api) == ["big:1t-cloud", "llama:8b"]
    assert (await api.get("/api/v1/models/hf.co/someone/thing:q4")).status_code == 404
    assert (await api.get("/api/v1/clients/desk")).json()["counts"]["installed"] == 2
    await fleet["desk"].beat()
    assert len(await names(api)) == 3, "and come back with it"


async def test_pages(api: httpx.AsyncClient, fleet: dict[str, Desk]) -> None:
    first = (await api.get("/api/v1/models", params={"limit": 2})).json()
    assert (len(first["items"]), first["total"]) == (2, 3)
    params = {"limit": 2, "cursor": first["next_cursor"]}
    rest = (await api.get("/api/v1/models", params=params)).json()
    assert [m["name"] for m in rest["items"]] == ["llama:8b"]
    assert rest["next_cursor"] is None
