from collections.abc import AsyncIterator

import httpx
import pytest
from tests.client.fakes import ADDRESS, FakeOllama

from obt.client.ollama.access import Ollama


@pytest.fixture
def fake() -> FakeOllama:
    return FakeOllama()


@pytest.fixture
async def ollama(fake: FakeOllama) -> AsyncIterator[Ollama]:
    access = Ollama(ADDRESS, httpx.MockTransport(fake.handle))
    yield access
    await access.aclose()
