"""A server in this process, with a clock that only tests move."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from obt.server.app import create_app
from obt.server.core.settings import ServerSettings
from obt.server.db.engine import Database
from obt.server.db.migrate import migrate

HOST = "http://127.0.0.1:8881"


class FakeClock:
    """Monotonic and wall time apart, as in life."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.wall = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.wall

    def tick(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once."""
    file = tmp_path_factory.mktemp("database") / "obt.db"

    async def make() -> None:
        db = Database(f"sqlite+aiosqlite:///{file}")
        await migrate(db)
        await db.close()

    asyncio.run(make())
    return file


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> ServerSettings:
    shutil.copy(migrated, tmp_path)
    return ServerSettings(data_dir=tmp_path)


@pytest.fixture
def app(settings: ServerSettings, clock: FakeClock) -> FastAPI:
    return create_app(settings, clock)


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """The API of a running server."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client,
    ):
        yield client


def registration(client_id: str | None = "desk", **more: Any) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "hostname": "desk-pc",
        "platform": "linux",
        "client_version": "0.1.0",
        "ollama": {"reachable": True, "url": "http://127.0.0.1:11434", "version": "0.9.3"},
        "hardware": {
            "cpu": {"architecture": "x86_64", "model": "A CPU"},
            "memory_total": 32 * 2**30,
            "os": {"name": "Debian"},
        },
        **more,
    }


def beat(**more: Any) -> dict[str, Any]:
    return {
        "ollama": {"reachable": True, "url": "http://127.0.0.1:11434", "version": "0.9.3"},
        "telemetry": {"cpu_percent": 12.5},
        "loaded": [],
        **more,
    }


def model(name: str = "smollm2:135m", digest: str = "a" * 64, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "digest": digest,
        "size": 98_363_007,
        "modified_at": "2026-05-01T00:00:00Z",
        "details": {"family": "llama", "parameter_size": "134.52M", "quantization": "Q4_1"},
        **more,
    }


def loaded(name: str = "smollm2:135m", digest: str = "a" * 64) -> dict[str, Any]:
    return {"name": name, "digest": digest, "size": 10**9, "size_vram": 0}


class Desk:
    """A registered client that speaks REST."""

    def __init__(self, api: httpx.AsyncClient, client_id: str, token: str) -> None:
        self.api = api
        self.client_id = client_id
        self.token = token

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    async def beat(self, **more: Any) -> httpx.Response:
        path = f"/api/v1/clients/{self.client_id}/heartbeat"
        return await self.api.post(path, json=beat(**more), headers=self.headers)

    async def models(self, *models: dict[str, Any], fingerprint: str = "f" * 64) -> httpx.Response:
        path = f"/api/v1/clients/{self.client_id}/models"
        body = {"models": list(models), "fingerprint": fingerprint}
        return await self.api.put(path, json=body, headers=self.headers)


Register = Callable[..., Any]


@pytest.fixture
def register(api: httpx.AsyncClient) -> Register:
    async def do(client_id: str | None = "desk", **more: Any) -> Desk:
        reply = await api.post("/api/v1/clients", json=registration(client_id, **more))
        assert reply.status_code in (200, 201), reply.text
        body = reply.json()
        return Desk(api, body["client_id"], body["token"])

    return do
