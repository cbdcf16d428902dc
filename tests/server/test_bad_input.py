"""Bad input gets a clear problem, and nothing is lost."""

from typing import Any

import httpx
import pytest

from tests.server.conftest import Desk, Register, model, registration

PROBLEM = "application/problem+json"


async def test_no_json_at_all(api: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    reply = await api.post("/api/v1/clients", content=b"{nope", headers=headers)
    assert reply.status_code == 400
    assert reply.headers["content-type"] == PROBLEM


@pytest.mark.parametrize(
    "change",
    [
        {"hostname": None},
        {"hostname": 5},
        {"hostname": "a\nb"},
        {"labels": "x"},
        {"labels": [""]},
        {"labels": ["x"] * 201},
        {"surprise": 1},
        {"ollama": {"reachable": "yes", "url": "x"}},
        {"hardware": {}},
    ],
)
async def test_wrong_shapes_name_the_place(api: httpx.AsyncClient, change: dict[str, Any]) -> None:
    reply = await api.post("/api/v1/clients", json=registration() | change)
    assert reply.status_code == 422
    assert reply.headers["content-type"] == PROBLEM
    problem = reply.json()
    assert problem["status"] == 422
    assert problem["errors"][0]["location"][:2] == ["body", next(iter(change))]
    assert (await api.get("/api/v1/clients")).json()["total"] == 0


async def test_a_huge_body(api: httpx.AsyncClient) -> None:
    huge = b" " * (17 * 1024 * 1024)
    reply = await api.post("/api/v1/clients", content=huge)
    assert reply.status_code == 413
    assert reply.headers["content-type"] == PROBLEM


async def test_a_huge_body_that_hides_its_length(api: httpx.AsyncClient) -> None:
    async def chunks() -> Any:
        for _ in range(17):
            yield b" " * (1024 * 1024)

    headers = {"content-type": "application/json"}
    reply = await api.post("/api/v1/clients", content=chunks(), headers=headers)
    assert reply.status_code == 413


@pytest.mark.parametrize(
    ("q", "position"),
    [("size:<", 5), ("famly:x", 0), ('"open', 0), ("is:shiny", 3)],
)
async def test_a_bad_query_says_where(api: httpx.AsyncClient, q: str, position: int) -> None:
    reply = await api.get("/api/v1/models", params={"q": q})
    assert reply.status_code == 400
    problem = reply.json()
    assert problem["errors"][0]["code"] == "bad_query"
    assert problem["errors"][0]["location"][2] == position


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 1001}, {"limit": "x"}])
async def test_a_bad_limit(api: httpx.AsyncClient, params: dict[str, Any]) -> None:
    assert (await api.get("/api/v1/clients", params=params)).status_code == 422


@pytest.mark.parametrize("cursor", ["!", "aGk", "ZZZZ", "%00", "é"])
async def test_a_bad_cursor_is_no_500(api: httpx.AsyncClient, cursor: str) -> None:
    assert (await api.get("/api/v1/clients", params={"cursor": cursor})).status_code in (200, 400)


async def test_unknown_things(api: httpx.AsyncClient) -> None:
    for path in ("/api/v1/clients/nobody", "/api/v1/nothing", "/api/v2/clients"):
        reply = await api.get(path)
        assert reply.status_code == 404
        assert reply.headers["content-type"] == PROBLEM
    assert (await api.put("/api/v1/clients")).status_code == 405


async def test_names_are_data(api: httpx.AsyncClient, register: Register) -> None:
    desk: Desk = await register("desk", name="<script>alert(1)</script> مرحبا 🦙")
    await desk.beat()
    await desk.models(model("../../etc/passwd"), model("<b>:1b"))
    client = (await api.get("/api/v1/clients/desk")).json()
    assert client["name"] == "<script>alert(1)</script> مرحبا 🦙"
    assert (await api.get("/api/v1/models")).json()["total"] == 2


async def test_pages_walk_the_whole_list_once(api: httpx.AsyncClient, register: Register) -> None:
    for n in range(7):
        await register(f"c{n}", name=f"Name {n % 3}")
    seen, cursor = [], None
    while True:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = (await api.get("/api/v1/clients", params=params)).json()
        assert page["total"] == 7
        seen += [client["client_id"] for client in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert sorted(seen) == [f"c{n}" for n in range(7)]
    assert len(seen) == 7
