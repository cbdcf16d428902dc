"""The first locks: who may do what, with and without tokens."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr, ValidationError
from starlette.responses import Response

from obt.server.app import create_app
from obt.server.core.errors import TooManyError, UnauthorizedError
from obt.server.core.locks import Locks
from obt.server.core.settings import ServerSettings
from tests.server.conftest import HOST, Desk, FakeClock, registration

ADMIN, ENROLL = "the-admin-token", "the-enroll-token"


@pytest.fixture
async def locked(tmp_path: Path, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    settings = ServerSettings(
        data_dir=tmp_path, admin_token=SecretStr(ADMIN), enroll_token=SecretStr(ENROLL)
    )
    app = create_app(settings, clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as api,
    ):
        yield api


def auth(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


PEOPLE = [
    ("GET", "/api/v1/clients"),
    ("GET", "/api/v1/clients/x"),
    ("PATCH", "/api/v1/clients/x"),
    ("DELETE", "/api/v1/clients/x"),
    ("GET", "/api/v1/models"),
    ("GET", "/api/v1/models/x"),
    ("GET", "/api/v1/info"),
    ("GET", "/api/v1/events"),
    ("GET", "/api/v1/jobs"),
    ("POST", "/api/v1/jobs"),
    ("GET", "/metrics"),
]


@pytest.mark.parametrize(("method", "path"), PEOPLE)
@pytest.mark.parametrize(
    "headers", [{}, auth("wrong"), auth(ENROLL), {"cookie": "obt_session=9.x"}]
)
async def test_people_need_the_admin_token(
    locked: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> None:
    reply = await locked.request(
        method, path, headers=headers, json={} if method != "GET" else None
    )
    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["www-authenticate"] == "Bearer"


async def test_health_and_ready_are_open(locked: httpx.AsyncClient) -> None:
    assert (await locked.get("/health")).status_code == 200
    assert (await locked.get("/ready")).status_code == 200


async def test_registration_needs_the_enroll_token(locked: httpx.AsyncClient) -> None:
    for headers in ({}, auth("wrong"), auth(ADMIN)):
        reply = await locked.post("/api/v1/clients", json=registration(), headers=headers)
        assert reply.status_code == 401
    reply = await locked.post("/api/v1/clients", json=registration(), headers=auth(ENROLL))
    assert reply.status_code == 201
    desk = Desk(locked, "desk", reply.json()["token"])
    assert (await desk.beat()).status_code == 200
    again = await locked.post("/api/v1/clients", json=registration(), headers=desk.headers)
    assert again.status_code == 200, "who has its own token needs no other"


async def test_the_sign_in(locked: httpx.AsyncClient, clock: FakeClock) -> None:
    assert (await locked.get("/api/v1/session")).json() == {"required": True, "signed_in": False}
    reply = await locked.post("/api/v1/session", json={"token": ADMIN})
    assert reply.json() == {"required": True, "signed_in": True}
    cookie = reply.headers["set-cookie"]
    for attribute in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert attribute in cookie
    assert ADMIN not in cookie
    assert (await locked.get("/api/v1/clients")).status_code == 200
    clock.tick(8 * 86400)
    assert (await locked.get("/api/v1/clients")).status_code == 401, "it expires"


async def test_sign_out(locked: httpx.AsyncClient) -> None:
    await locked.post("/api/v1/session", json={"token": ADMIN})
    assert (await locked.delete("/api/v1/session")).json()["signed_in"] is False
    assert (await locked.get("/api/v1/clients")).status_code == 401


async def test_guessing_is_slowed(locked: httpx.AsyncClient, clock: FakeClock) -> None:
    for _ in range(10):
        assert (await locked.post("/api/v1/session", json={"token": "x"})).status_code == 401
    blocked = await locked.post("/api/v1/session", json={"token": ADMIN})
    assert blocked.status_code == 429
    assert int(blocked.headers["retry-after"]) <= 61
    clock.tick(61)
    assert (await locked.post("/api/v1/session", json={"token": ADMIN})).status_code == 200


async def test_a_guesser_locks_out_nobody_else(clock: FakeClock) -> None:
    locks = Locks(SecretStr(ADMIN), None, clock)
    for _ in range(10):
        with pytest.raises(UnauthorizedError):
            locks.sign_in("x", "192.0.2.1", Response(), secure=False)
    with pytest.raises(TooManyError):
        locks.sign_in(ADMIN, "192.0.2.1", Response(), secure=False)
    locks.sign_in(ADMIN, "192.0.2.2", Response(), secure=False)


async def test_big_bodies_of_strangers_are_not_read(locked: httpx.AsyncClient) -> None:
    body = b"[" + b"[]," * 30_000 + b"[]]"
    reply = await locked.post("/api/v1/clients", json=registration(), headers=auth(ENROLL))
    desk = Desk(locked, "desk", reply.json()["token"])
    path = "/api/v1/clients/desk/heartbeat"
    for path_, headers, status in (
        ("/api/v1/jobs", {}, 401),
        ("/api/v1/jobs", auth("x"), 401),
        (path, auth("x"), 401),
        ("/api/v1/jobs", desk.headers, 401),
        (path, desk.headers, 422),
        ("/api/v1/jobs", auth(ADMIN), 422),
    ):
        reply = await locked.post(
            path_, content=body, headers={"content-type": "application/json", **headers}
        )
        assert reply.status_code == status, (path_, headers, reply.text)


class TestOtherPagesStayOut:
    async def test_a_rebound_host_name(self, api: httpx.AsyncClient) -> None:
        reply = await api.get("/api/v1/clients", headers={"host": "evil.example:8881"})
        assert reply.status_code == 403
        assert reply.headers["content-type"] == "application/problem+json"

    async def test_a_page_of_another_origin(self, api: httpx.AsyncClient) -> None:
        evil = {"origin": "https://evil.example"}
        reply = await api.post("/api/v1/clients", json=registration(), headers=evil)
        assert reply.status_code == 403
        own = {"origin": "http://127.0.0.1:5173"}
        reply = await api.post("/api/v1/clients", json=registration(), headers=own)
        assert reply.status_code == 201
        same = {"origin": HOST}
        assert (await api.delete("/api/v1/clients/desk", headers=same)).status_code == 204

    async def test_cors_names_only_our_origins(self, api: httpx.AsyncClient) -> None:
        evil = await api.get("/api/v1/info", headers={"origin": "https://evil.example"})
        assert "access-control-allow-origin" not in evil.headers
        own = await api.get("/api/v1/info", headers={"origin": "http://127.0.0.1:5173"})
        assert own.headers["access-control-allow-origin"] == "http://127.0.0.1:5173"


class TestSettings:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])  # noqa: S104
    def test_beyond_loopback_both_locks_are_demanded(self, host: str) -> None:
        one, other = SecretStr("a" * 16), SecretStr("e" * 16)
        for admin, enroll in ((None, None), (one, None), (None, other)):
            with pytest.raises(ValidationError, match=r"OBT_ADMIN_TOKEN .* and OBT_ENROLL_TOKEN"):
                ServerSettings(host=host, admin_token=admin, enroll_token=enroll)
        ServerSettings(host=host, admin_token=one, enroll_token=other)

    def test_beyond_loopback_a_short_token_is_refused(self) -> None:
        long, short = SecretStr("a" * 16), SecretStr("a" * 15)
        for admin, enroll, name in ((short, long, "ADMIN"), (long, short, "ENROLL")):
            with pytest.raises(ValidationError, match=f"OBT_{name}_TOKEN can be guessed"):
                ServerSettings(host="192.0.2.1", admin_token=admin, enroll_token=enroll)
        ServerSettings(admin_token=short, enroll_token=short)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.53"])
    def test_loopback_needs_none(self, host: str) -> None:
        ServerSettings(host=host)

    def test_one_lost_beat_must_not_make_a_client_offline(self) -> None:
        with pytest.raises(ValidationError, match="at least twice"):
            ServerSettings(heartbeat_interval_s=40)

    def test_secrets_are_masked(self) -> None:
        shown = repr(ServerSettings(admin_token=SecretStr(ADMIN)))
        assert ADMIN not in shown
