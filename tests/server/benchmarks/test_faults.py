"""What must hold when things come at once, too late, or are broken off."""

import asyncio
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete

from obt.server.app import create_app
from obt.server.benchmarks.state import part_state, state_of
from obt.server.benchmarks.tables import BenchmarkRow, PartRow
from obt.server.core.settings import ServerSettings
from obt.server.jobs.dispatch import Lane, lane_of
from obt.server.jobs.tables import JobRow
from obt.wire.operations import Benchmark
from tests.server.benchmarks.bench import ASKED, MODEL, Part, rounds, trial
from tests.server.conftest import FakeClock, Register, model


async def test_one_key_at_once_begins_one_benchmark(
    register: Register, api: httpx.AsyncClient
) -> None:
    await (await register("desk")).models(model(MODEL))
    headers = {"idempotency-key": "k"}
    sent = await asyncio.gather(
        *(api.post("/api/v1/benchmarks", json=ASKED, headers=headers) for _ in range(4))
    )
    assert {it.status_code for it in sent} == {202}
    assert len({it.json()["benchmark_id"] for it in sent}) == 1
    assert (await api.get("/api/v1/jobs")).json()["total"] == 1


async def test_what_a_crash_left_without_jobs_gets_them(
    register: Register, app: FastAPI, settings: ServerSettings, clock: FakeClock
) -> None:
    part = await Part.begun(await register("desk"), app)
    async with app.state.db.unit() as session:
        await session.execute(delete(JobRow))
    again = create_app(settings, clock)
    async with again.router.lifespan_context(again):
        shown = await again.state.benchmarks.shown.get(UUID(part.benchmark_id))
        assert shown.state == "queued"
        assert shown.parts[0].job_id is not None


async def test_a_restart_keeps_what_was_measured(
    register: Register, app: FastAPI, settings: ServerSettings, clock: FakeClock
) -> None:
    part = await Part.begun(await register("desk"), app)
    await part.tell(*rounds([25.0, 26.0]), trials=[trial()])
    again = create_app(settings, clock)
    async with again.router.lifespan_context(again):
        standing = await again.state.benchmarks.intake.standing("desk", UUID(part.benchmark_id))
        assert [it.round for it in standing.taken] == [0, 1]


async def test_a_machine_that_was_done_is_not_measured_again(
    register: Register, app: FastAPI
) -> None:
    lab = await register("lab")
    await lab.models(model(MODEL))
    part = await Part.begun(await register("desk"), app, clients=["desk", "lab"])
    await part.finish()
    await app.state.benchmarks.restore()  # looks at all that is open
    assert await part.wish("pause") == 200
    assert (await part.shown())["state"] == "paused"
    assert await part.wish("resume") == 200
    jobs = (await part.desk.api.get("/api/v1/jobs", params={"state": "queued"})).json()["items"]
    assert [job["client_id"] for job in jobs] == ["lab"]
    states = {it["client_id"]: it["state"] for it in (await part.shown())["parts"]}
    assert states == {"desk": "succeeded", "lab": "queued"}


@pytest.mark.parametrize(
    ("kept", "parts", "state"),
    [
        ("paused", ["succeeded", "succeeded"], "succeeded"),  # the pause came too late
        ("paused", ["succeeded", "cancelled"], "paused"),
        ("paused", ["running", "cancelled"], "running"),
        ("cancelled", ["succeeded", "failed"], "cancelled"),
        ("running", ["succeeded", "failed"], "failed"),
        ("queued", ["queued", "queued"], "queued"),
        ("queued", ["queued", "succeeded"], "running"),
    ],
)
def test_where_it_stands(kept: str, parts: list[str], state: str) -> None:
    rows = [part_state(PartRow(state=it), None) for it in parts]
    assert state_of(BenchmarkRow(state=kept), rows) == state


def test_a_benchmark_runs_alone_on_its_machine() -> None:
    assert lane_of(Benchmark(benchmark_id=UUID(int=1))) is Lane.ALONE
