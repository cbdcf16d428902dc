"""`obt simulate`: a demo that can be asked."""

import asyncio
import contextlib

import httpx
from tests.ollama_nodes import free_port

from obt.simulate.nodes import make_node, run_nodes


def test_the_same_seed_makes_the_same_machines() -> None:
    def models(number: int, seed: int) -> list[str]:
        return sorted(model.name.shown for model in make_node(number, seed).store.all())

    assert models(1, 7) == models(1, 7)
    assert any(models(n, 7) != models(0, 7) for n in range(1, 5))


async def test_each_answers_on_its_port_and_all_stop_together() -> None:
    port = free_port()
    running = asyncio.create_task(run_nodes(1, port=port, server_url=None))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        version = None
        async with asyncio.timeout(20):
            while version is None:
                with contextlib.suppress(httpx.ConnectError):
                    version = (await http.get("/api/version")).json()["version"]
                await asyncio.sleep(0.01)
        assert version == "0.33.0"
        assert len((await http.get("/api/tags")).json()["models"]) >= 4
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
