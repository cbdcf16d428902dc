"""`obt simulate`: a demo that can be asked."""

import asyncio
import contextlib
import socket

import httpx
import pytest
from tests.ports import free_port

from obt.simulate.nodes import run_nodes


async def test_each_answers_on_its_port_and_all_stop_together() -> None:
    port = free_port()
    running = asyncio.create_task(run_nodes(1, port=port, server_url=None))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        models = None
        async with asyncio.timeout(60):
            while models is None:
                with contextlib.suppress(httpx.ConnectError):
                    models = (await http.get("/api/tags")).json()["models"]
                await asyncio.sleep(0.01)
        assert len(models) >= 3
        running.cancel()
        await asyncio.wait({running})
        assert running.cancelled()
        with pytest.raises(httpx.TransportError):
            await http.get("/api/tags")


async def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError):  # noqa: PT011
        await run_nodes(1, port=taken.getsockname()[1], server_url=None)
