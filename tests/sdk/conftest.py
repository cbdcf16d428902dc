"""The real server in this process, and clients of it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import HOST, api, app, clock, migrated, register, settings

from obt.sdk import AsyncObt

__all__ = ["api", "app", "clock", "migrated", "register", "settings"]


@pytest.fixture
async def obt(app: FastAPI, api: httpx.AsyncClient) -> AsyncIterator[AsyncObt]:
    async with AsyncObt(HOST, transport=httpx.ASGITransport(app)) as connected:
        yield connected
