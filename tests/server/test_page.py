"""The built dashboard, served by the server itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from obt.server import page
from tests.server.conftest import HOST

INDEX = "<!doctype html><title>OBT</title>"


@pytest.fixture
async def site(app: FastAPI, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    folder = tmp_path / "page"
    hashed = folder / "_app" / "immutable"
    hashed.mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (hashed / "start.abc123.js").write_text("export {}")
    (folder / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("not for you")
    page.install(app, folder)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client,
    ):
        yield client


@pytest.mark.parametrize("path", ["/", "/models", "/clients/desk.pc", "/clients/a/b"])
async def test_the_page_routes_itself(site: httpx.AsyncClient, path: str) -> None:
    reply = await site.get(path, headers={"accept": "text/html,*/*"})
    assert (reply.status_code, reply.text) == (200, INDEX)
    assert reply.headers["cache-control"] == "no-cache"
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"


async def test_hashed_files_are_kept_and_others_asked_for(site: httpx.AsyncClient) -> None:
    script = await site.get("/_app/immutable/start.abc123.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"].startswith("text/javascript")
    assert (await site.get("/favicon.svg")).headers["cache-control"] == "no-cache"
    assert (await site.head("/")).status_code == 200


@pytest.mark.parametrize(
    "path", ["/missing.js", "/api/v1/nothing", "/api", "/%2e%2e/secret.txt", "/..%2fsecret.txt"]
)
async def test_what_is_not_there_is_a_problem(site: httpx.AsyncClient, path: str) -> None:
    reply = await site.get(path)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


async def test_odd_names_are_no_500(site: httpx.AsyncClient) -> None:
    for path in ("/%00", "/" + "a" * 5000, "/%ff%fe"):
        assert (await site.get(path)).status_code in (200, 404)


async def test_the_api_answers_as_without_a_page(site: httpx.AsyncClient) -> None:
    assert (await site.get("/health")).json() == {"status": "ok"}
    assert (await site.post("/api/v1/nothing")).status_code == 404
    assert (await site.put("/api/v1/clients")).status_code == 405
    assert (await site.post("/models")).status_code == 405
