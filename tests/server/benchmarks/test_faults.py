"""What must hold when things come at once, too late, or are broken off."""

import asyncio
import json
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, func, select

from obt.server.app import create_app
from obt.server.benchmarks.state import part_state, state_of
from obt.server.benchmarks.tables import BenchmarkRow, PartRow, SampleRow, TrialRow
from obt.server.benchmarks.writing import benchstat_lines, csv_lines
from obt.server.core.errors import NotFoundError
from obt.server.core.settings import ServerSettings
from obt.server.jobs.dispatch import Lane, lane_of
from obt.server.jobs.tables import JobRow
from obt.wire.operations import Benchmark
from tests.server.benchmarks.bench import ASKED, CELL, MODEL, Part, rounds, trial
from tests.server.conftest import HOST, FakeClock, Register, model


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


async def many_rounds(part: Part, count: int = 250) -> None:
    """More than one page of samples."""
    assert await part.tell(trials=[trial()]) == 204
    for first in range(0, count, 100):
        told = rounds([25.0 + n / 100 for n in range(min(100, count - first))], first)
        assert await part.tell(*told) == 204


async def ended(register: Register, app: FastAPI) -> Part:
    part = await Part.begun(await register("desk"), app)
    await many_rounds(part)
    assert await part.wish("cancel") == 200
    await part.finish()
    return part


async def test_deleted_while_it_runs_is_refused_and_loses_nothing(
    register: Register, app: FastAPI
) -> None:
    part = await Part.begun(await register("desk"), app)
    await part.orders()
    path = f"/api/v1/benchmarks/{part.benchmark_id}"
    told, refused = await asyncio.gather(
        part.tell(*rounds([25.0]), trials=[trial()]), part.desk.api.delete(path)
    )
    assert (told, refused.status_code) == (204, 409)
    assert refused.json()["detail"].endswith("cancel it first.")
    assert (await part.shown())["samples"] == 1


async def test_a_report_and_a_delete_at_once_leave_all_or_nothing(
    register: Register, app: FastAPI
) -> None:
    part = await ended(register, app)
    path = f"/api/v1/benchmarks/{part.benchmark_id}"

    async def delete() -> int:
        return (await part.desk.api.delete(path)).status_code

    sent = await asyncio.gather(
        *(part.tell(*rounds([26.0], first=300 + n)) for n in range(3)),
        delete(),
        *(part.tell(*rounds([27.0], first=400 + n)) for n in range(3)),
    )
    assert set(sent) <= {204, 404}
    assert sent[3] == 204
    assert await part.tell(*rounds([28.0], first=500)) == 404
    assert (await part.desk.api.get(path)).status_code == 404
    async with app.state.db.reading() as session:
        for table in (BenchmarkRow, PartRow, TrialRow, SampleRow):
            assert await session.scalar(select(func.count()).select_from(table)) == 0


async def test_deleted_twice_at_once(register: Register, app: FastAPI) -> None:
    part = await ended(register, app)
    path = f"/api/v1/benchmarks/{part.benchmark_id}"
    sent = await asyncio.gather(*(part.desk.api.delete(path) for _ in range(3)))
    assert sorted(it.status_code for it in sent) == [204, 404, 404]


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv", "benchstat"])
async def test_an_export_of_what_is_deleted_breaks_off(
    register: Register, app: FastAPI, kind: str
) -> None:
    """It must not look whole."""
    part = await ended(register, app)
    benchmarks = app.state.benchmarks
    export = await benchmarks.files.export(UUID(part.benchmark_id))
    texts = {
        "json": export.document,
        "jsonl": export.lines,
        "csv": lambda: csv_lines(export.head, export.samples()),
        "benchstat": lambda: benchstat_lines(export.head, export.samples()),
    }[kind]()
    got = [await anext(texts) for _ in range(60)]
    await benchmarks.remove(UUID(part.benchmark_id))
    with pytest.raises(NotFoundError, match="deleted while it was exported"):
        got += [text async for text in texts]
    assert 60 <= len(got) < 350


async def test_an_export_is_of_one_moment(register: Register, app: FastAPI, tmp_path: Path) -> None:
    """Cells that come while it goes out would have samples, and no trial."""
    part = await Part.begun(await register("desk"), app, workloads=["decode", "prefill"])
    await many_rounds(part)
    export = await app.state.benchmarks.files.export(UUID(part.benchmark_id))
    lines = export.lines()
    got = [await anext(lines)]
    other = CELL.model_copy(update={"case": "prefill@1"})
    late = [it.model_copy(update={"cell": other}) for it in rounds([1.0])]
    assert await part.tell(*late, trials=[trial().model_copy(update={"cell": other})]) == 204
    got += [line async for line in lines]
    assert len(got) == 1 + 250
    there = create_app(ServerSettings(data_dir=tmp_path / "there"))
    async with there.router.lifespan_context(there):
        taken = [there.state.benchmarks.files.take("".join(got).encode()) for _ in range(3)]
        answers = await asyncio.gather(*taken)  # sent three times at once
        assert sorted(it.new for it in answers) == [False, False, True]


async def test_what_is_exported_may_be_larger_than_any_other_body(
    register: Register, app: FastAPI, tmp_path: Path
) -> None:
    part = await ended(register, app)
    path = f"/api/v1/benchmarks/{part.benchmark_id}/export"
    text = (await part.desk.api.get(path)).text
    small = ServerSettings(data_dir=tmp_path / "there", max_body_bytes=2048)
    there = create_app(small)
    transport = httpx.ASGITransport(there)
    async with (
        there.router.lifespan_context(there),
        httpx.AsyncClient(transport=transport, base_url=HOST) as api,
    ):
        assert (await api.post("/api/v1/benchmarks/import", content=text)).status_code == 201
        assert (await api.post("/api/v1/benchmarks", content=text)).status_code == 413
        assert json.loads(text)["benchmark_id"] == part.benchmark_id


async def test_a_large_report_is_taken(tmp_path: Path) -> None:
    app = create_app(ServerSettings(data_dir=tmp_path, max_body_bytes=2048))
    report = "/api/v1/clients/desk/benchmarks/x/reports"
    headers = {"authorization": "Bearer x"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as api:
        big = " " * 4096
        assert (await api.post("/api/v1/jobs", content=big, headers=headers)).status_code == 413
        assert (await api.post(report, content=big, headers=headers)).status_code != 413


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
