"""What only somebody odd sends: a problem, never a 500."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from obt.server.app import create_app
from obt.server.core.settings import ServerSettings
from tests.server.conftest import HOST, registration

PROBLEM = "application/problem+json"
JSON = {"content-type": "application/json"}


def escaped(change: dict[str, Any]) -> bytes:
    r"""JSON in ASCII, where a lone surrogate is `\ud800`."""
    return json.dumps(registration() | change).encode("ascii")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "\ud800"},
        {"\ud800": 1},
        {"labels": ["\udfff"]},
        {"ollama": {"reachable": True, "url": "\ud800"}},
        {"hardware": registration()["hardware"] | {"absent": {"\ud800": "x"}}},
        {"hardware": registration()["hardware"] | {"absent": {"x": "\ud800"}}},
        {"hardware": registration()["hardware"] | {"memory_total": 2**53}},
        {"hardware": registration()["hardware"] | {"memory_total": 10**400}},
        {"hardware": registration()["hardware"] | {"memory_total": -1}},
        {"client_id": "a" * 65},
        {"client_id": "../../etc"},
    ],
)
async def test_values_no_one_can_keep(api: httpx.AsyncClient, change: dict[str, Any]) -> None:
    reply = await api.post("/api/v1/clients", content=escaped(change), headers=JSON)
    assert reply.status_code == 422, reply.text
    assert reply.headers["content-type"] == PROBLEM
    assert (await api.get("/api/v1/clients")).json()["total"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"hostname": NaN}',
        b"9" * 100_000,
    ],
)
async def test_bodies_that_are_no_object(api: httpx.AsyncClient, body: bytes) -> None:
    reply = await api.post("/api/v1/clients", content=body, headers=JSON)
    assert reply.status_code in (400, 422)
    assert reply.headers["content-type"] == PROBLEM
    assert reply.json()["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/json; x"])
async def test_another_content_type(api: httpx.AsyncClient, kind: str) -> None:
    body = json.dumps(registration()).encode()
    reply = await api.post("/api/v1/clients", content=body, headers={"content-type": kind})
    assert reply.status_code in (201, 415, 422)


@pytest.mark.parametrize("host", ["[", "[::1", "evil", "", "127.0.0.1:x", "a" * 5000, "::1"])
async def test_odd_hosts_are_not_ours(api: httpx.AsyncClient, host: str) -> None:
    reply = await api.get("/health", headers={"host": host})
    assert reply.status_code in (200, 403)
    assert (reply.status_code == 200) == (host == "127.0.0.1:x")


@pytest.mark.parametrize("host", ["localhost", "localhost:99", "LOCALHOST", "[::1]:8881"])
async def test_the_names_of_this_machine_are(api: httpx.AsyncClient, host: str) -> None:
    assert (await api.get("/health", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("origin", ["null", "http://[", "x", "http://127.0.0.1:8881.evil.example"])
async def test_odd_origins_change_nothing(api: httpx.AsyncClient, origin: str) -> None:
    reply = await api.post("/api/v1/clients", json=registration(), headers={"origin": origin})
    assert reply.status_code == 403
    own = await api.post("/api/v1/clients", json=registration(), headers={"origin": HOST})
    assert own.status_code == 201


@pytest.mark.parametrize("cookie", ["²", "1.", ".x", "9" * 5000 + ".x", "99999999999.²"])
async def test_odd_cookies_sign_nobody_in(tmp_path: Path, cookie: str) -> None:
    settings = ServerSettings(data_dir=tmp_path, admin_token=SecretStr("the-admin-token"))
    transport = httpx.ASGITransport(create_app(settings))
    headers = [(b"cookie", b"obt_session=" + cookie.encode("latin-1"))]
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as api:
        reply = await api.get("/api/v1/session", headers=headers)
    assert reply.json() == {"required": True, "signed_in": False}


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic eDp4", "Bearer ²", "bearer\t x"])
async def test_odd_authorization_is_nobodys(api: httpx.AsyncClient, header: str) -> None:
    await api.post("/api/v1/clients", json=registration())
    reply = await api.post(
        "/api/v1/clients/desk/heartbeat",
        json={},
        headers=[(b"authorization", header.encode("latin-1"))],
    )
    assert reply.status_code == 401


async def test_an_unforeseen_error_tells_nothing_of_our_insides(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = api._transport
    assert isinstance(transport, httpx.ASGITransport)
    monkeypatch.setattr(transport, "raise_app_exceptions", False)

    def broken(_: object) -> None:
        raise RuntimeError("the secret is in /home")

    monkeypatch.setattr("obt.server.clients.endpoints.find_clients", broken)
    reply = await api.get("/api/v1/clients")
    assert reply.status_code == 500
    assert reply.headers["content-type"] == PROBLEM
    assert "secret" not in reply.text
