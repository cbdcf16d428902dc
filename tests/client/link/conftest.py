from pathlib import Path

import pytest
from tests.client.link.fakes import FakeServer


@pytest.fixture
async def server(tmp_path: Path) -> FakeServer:
    return FakeServer(tmp_path)
