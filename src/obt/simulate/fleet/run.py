"""Run many simulated clients in one process."""

import asyncio
from collections.abc import Callable

import httpx

from obt.simulate.fleet.client import SimulatedClient
from obt.simulate.fleet.machine import Machine

DIAL_AT_ONCE = 50


async def run_fleet(
    server_url: str,
    nodes: int,
    *,
    models: int = 20,
    catalogue: int = 200,
    seed: int = 0,
    enroll_token: str | None = None,
    interval_s: float | None = None,
    on_linked: Callable[[], None] = lambda: None,
    on_beat: Callable[[], None] = lambda: None,
) -> None:
    """Until cancelled. First beats are spread over 10 s (or the interval), as in a grown fleet.

    Raises:
        ExceptionGroup: of httpx.HTTPError where the server refuses a registration or is not there.
    """
    gate = asyncio.Semaphore(DIAL_AT_ONCE)
    async with (
        httpx.AsyncClient(timeout=60, trust_env=False) as http,
        asyncio.TaskGroup() as group,
    ):
        for n in range(nodes):
            client = SimulatedClient(
                Machine(n, models=models, catalogue=catalogue, seed=seed),
                server_url,
                enroll_token=enroll_token,
                interval_s=interval_s,
                on_linked=on_linked,
                on_beat=on_beat,
            )
            first = (interval_s or 10) * n / nodes
            group.create_task(client.run(http, gate, first_beat_after_s=first), name=f"sim {n}")
