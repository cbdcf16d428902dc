"""Both clients over a real connection, where events flow."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import Desk, registration
from tests.server.live import serving

from obt.sdk import AsyncObt, Job, JobBatch, Load, NotFoundError, Obt, UnreachableError
from obt.simulate.fleet.run import run_fleet


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    async with serving(app) as address:
        yield address


@pytest.fixture
async def fleet(address: str) -> AsyncIterator[str]:
    """A server with two simulated machines; its address."""
    linked = asyncio.Semaphore(0)
    running = asyncio.create_task(run_fleet(address, 2, models=3, on_linked=linked.release))
    for _ in range(2):
        await linked.acquire()
    async with AsyncObt(address) as obt, asyncio.timeout(30):
        while (await obt.info()).counts.installed < 6:
            pass
    yield address
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def load_all(obt: Obt, states: list[str]) -> JobBatch:
    def note(job: Job) -> None:
        states.append(job.state)

    models = obt.models()
    targets = [(it.client_id, model.name) for model in models for it in model.installed]
    batch = obt.create_jobs(Load(), [*targets, ("sim-00000", "none:1b")])
    return obt.wait(batch, note)


async def test_the_sync_client_waits_on_events(fleet: str) -> None:
    states: list[str] = []
    with Obt(fleet) as obt:
        batch = await asyncio.to_thread(load_all, obt, states)
        assert [job.state for job in batch.jobs] == ["succeeded"] * 6 + ["failed"]
        assert {"succeeded", "failed"} <= set(states)
        error = batch.jobs[-1].error
        assert error is not None
        assert error.code == "not_found"
        with pytest.raises(NotFoundError):
            await asyncio.to_thread(obt.client, "none")


def test_nobody_there(free_tcp_port: int) -> None:
    with Obt(f"127.0.0.1:{free_tcp_port}") as obt, pytest.raises(UnreachableError):
        obt.info()


async def test_the_async_client_hears_of_a_change_at_once(address: str) -> None:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
        reply = await http.post("/api/v1/clients", json=registration("desk"))
        desk = Desk(http, "desk", reply.json()["token"])
        async with AsyncObt(address) as obt, asyncio.timeout(30):
            batch = await obt.create_jobs(Load(), [("desk", "a:1b")])
            seen: asyncio.Queue[Job] = asyncio.Queue()
            waiting = asyncio.create_task(obt.wait(batch, seen.put_nowait))
            assert (await seen.get()).waiting_for == "desk-pc to come online"
            orders: list[dict[str, str]] = []
            while not orders:
                orders = (await desk.beat()).json()["pending_jobs"]
            while (job := await seen.get()).state != "running":
                pass
            report = {"job_id": str(job.job_id), "attempt": 1}
            told = {"type": "job.progress", "progress": {"status": "loading"}, **report}
            await desk.beat(reports=[{"type": "job.accepted", **report}, told])
            while not (job := await seen.get()).progress:
                pass
            assert job.progress.status == "loading"
            done = {"type": "job.finished", "outcome": "succeeded", **report}
            await desk.beat(reports=[done])
            assert [job.state for job in (await waiting).jobs] == ["succeeded"]
