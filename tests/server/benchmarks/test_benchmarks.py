"""From the wish to the result, over the API."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from obt.measure.validity import Reason
from tests.measure.report.factories import rejected, sample
from tests.server.benchmarks.bench import ASKED, CELL, MODEL, Part, rounds, trial
from tests.server.conftest import Register, model


@pytest.fixture
async def part(register: Register, app: FastAPI) -> Part:
    return await Part.begun(await register("desk"), app)


async def test_the_client_fetches_its_plan(part: Part) -> None:
    (order,) = [it for it in await part.orders() if it["type"] == "job.assigned"]
    assert order["operation"] == {"kind": "benchmark", "benchmark_id": part.benchmark_id}
    standing = await part.standing()
    assert standing.plan.models == [MODEL]
    assert [workload.id for workload in standing.plan.workloads] == ["decode"]
    assert (standing.taken, standing.trials) == ([], [])


async def test_what_is_measured_is_shown(part: Part) -> None:
    assert await part.tell(trials=[trial()]) == 204
    assert await part.tell(*rounds([25.0, 25.1, 24.9, 25.0, 25.2, 24.8])) == 204
    (cell,) = (await part.shown())["cells"]
    assert (cell["client_id"], cell["model"], cell["workload"]) == ("desk", MODEL, CELL.case)
    rate = cell["metrics"]["decode_rate"]
    assert cell["n"] == rate["n"] == 6
    assert rate["median"] == pytest.approx(25.0, rel=1e-6)
    assert 24.8 <= rate["ci_low"] < 25.0 < rate["ci_high"] <= 25.2
    assert rate["unit"] == "tokens/s"


async def test_those_of_one_machine(part: Part) -> None:
    async def listed(**asked: str) -> tuple[int, list[str]]:
        page = (await part.desk.api.get("/api/v1/benchmarks", params=asked)).json()
        return page["total"], [it["benchmark_id"] for it in page["items"]]

    assert await listed(client_id="desk") == await listed() == (1, [part.benchmark_id])
    assert await listed(client_id="lab") == (0, [])


async def test_a_sample_told_twice_counts_once(part: Part) -> None:
    await part.tell(*rounds([25.0]), trials=[trial()])
    await part.tell(*rounds([99.0, 26.0]), trials=[trial(stopped="max_samples")])
    standing = await part.standing()
    assert [(it.round, round(it.value or 0, 6)) for it in standing.taken] == [(0, 25.0), (1, 26.0)]
    assert [it.stopped for it in standing.trials] == ["max_samples"]
    assert (await part.shown())["samples"] == 2


async def test_rejected_samples_are_listed_with_their_reasons(part: Part) -> None:
    bad = sample(rejected(Reason.EARLY_STOP, "62 of 256 tokens"), round=1)
    await part.tell(*rounds([25.0]), bad, trials=[trial()])
    (cell,) = (await part.shown())["cells"]
    assert cell["n"] == 1
    assert cell["rejected"] == [{"reason": "early_stop", "n": 1, "examples": ["62 of 256 tokens"]}]
    assert [it.counted for it in (await part.standing()).taken] == [True, False]


async def test_samples_come_with_all_that_was_seen(part: Part) -> None:
    told = rounds([25.0, 26.0, 27.0])
    await part.tell(*told, trials=[trial()])
    path = f"/api/v1/benchmarks/{part.benchmark_id}/samples"
    first = (await part.desk.api.get(path, params={"limit": 2})).json()
    rest = (await part.desk.api.get(path, params={"cursor": first["next_cursor"]})).json()
    got = [it["sample"] for it in (*first["items"], *rest["items"])]
    assert got == [it.model_dump(mode="json") for it in told]
    assert (first["total"], rest["next_cursor"]) == (3, None)


async def test_what_each_sample_says_is_told_without_the_samples(part: Part) -> None:
    bad = sample(rejected(Reason.EARLY_STOP, "62 of 256 tokens"), round=2)
    await part.tell(*rounds([25.0, 26.0]), bad, trials=[trial()])
    path = f"/api/v1/benchmarks/{part.benchmark_id}/results"
    first = (await part.desk.api.get(path, params={"limit": 2})).json()
    rest = (await part.desk.api.get(path, params={"cursor": first["next_cursor"]})).json()
    got = [*first["items"], *rest["items"]]
    assert [it["round"] for it in got] == [0, 1, 2]
    rates = [it["values"].get("decode_rate", []) for it in got]
    assert [[round(rate, 6) for rate in each] for each in rates] == [[25.0], [26.0], []]
    assert [len(it["rejected"]) for it in got] == [0, 0, 1]
    assert got[2]["rejected"][0] == {"reason": "early_stop", "detail": "62 of 256 tokens"}
    assert (got[0]["model"], got[0]["workload"]) == (CELL.model, CELL.case)


async def test_one_sample_is_found_by_its_number(part: Part) -> None:
    (told,) = rounds([25.0])
    await part.tell(told, trials=[trial()])
    path = f"/api/v1/benchmarks/{part.benchmark_id}"
    (taken,) = (await part.desk.api.get(f"{path}/results")).json()["items"]
    one = (await part.desk.api.get(f"{path}/samples/{taken['number']}")).json()
    assert one["sample"] == told.model_dump(mode="json")
    assert (await part.desk.api.get(f"{path}/samples/999999")).status_code == 404


async def test_what_was_not_asked_for_is_refused(part: Part) -> None:
    other = trial().model_copy(update={"cell": CELL.model_copy(update={"model": "other:1b"})})
    assert await part.tell(trials=[other]) == 400
    assert await part.tell(*rounds([25.0])) == 400  # before its trial: nothing to judge it by
    assert (await part.shown())["cells"] == []


async def test_only_the_client_itself_may_tell(part: Part, api: httpx.AsyncClient) -> None:
    assert (await api.get(part.path)).status_code == 401
    assert (await api.post(f"{part.path}/reports", json={})).status_code == 401


async def test_it_ends_when_its_jobs_end(part: Part) -> None:
    assert (await part.shown())["state"] == "queued"
    await part.finish()
    assert (await part.shown())["state"] == "succeeded"
    assert await part.wish("cancel") == 409
    assert await part.wish("resume") == 409


async def test_its_jobs_are_not_retried_but_it_is_resumed(
    part: Part, api: httpx.AsyncClient
) -> None:
    assert await part.wish("cancel") == 200
    (job,) = (await api.get("/api/v1/jobs", params={"q": "kind:benchmark"})).json()["items"]
    assert job["state"] == "cancelled"
    reply = await api.post(f"/api/v1/jobs/{job['job_id']}/retry")
    assert (reply.status_code, "resume the benchmark" in reply.json()["detail"]) == (409, True)
    assert (await part.shown())["state"] == "cancelled"
    assert await part.wish("resume") == 200


async def test_a_pause_keeps_what_was_measured_and_resuming_goes_on(part: Part) -> None:
    await part.tell(*rounds([25.0]), trials=[trial()])
    assert await part.wish("pause") == 200
    await part.finish()
    assert (await part.shown())["state"] == "paused"
    assert await part.wish("resume") == 200
    assert (await part.shown())["state"] in ("queued", "running")
    assert [it.round for it in (await part.standing()).taken] == [0]
    await part.tell(*rounds([26.0], first=1))
    await part.finish()
    shown = await part.shown()
    assert (shown["state"], shown["samples"]) == ("succeeded", 2)


async def test_cancelled_and_deleted(part: Part, api: httpx.AsyncClient) -> None:
    assert (await api.delete(f"/api/v1/benchmarks/{part.benchmark_id}")).status_code == 409
    assert await part.wish("cancel") == 200
    await part.finish()
    assert (await part.shown())["state"] == "cancelled"
    assert (await api.delete(f"/api/v1/benchmarks/{part.benchmark_id}")).status_code == 204
    assert (await api.get(f"/api/v1/benchmarks/{part.benchmark_id}")).status_code == 404
    assert await part.tell(trials=[trial()]) == 404


async def test_a_key_begins_one_benchmark(register: Register, api: httpx.AsyncClient) -> None:
    await (await register("desk")).models(model(MODEL))
    sent = [
        await api.post("/api/v1/benchmarks", json=body, headers={"idempotency-key": "k"})
        for body in (ASKED, ASKED, {**ASKED, "name": "another"})
    ]
    assert [it.status_code for it in sent] == [202, 202, 409]
    assert sent[0].json() == sent[1].json()
    assert (await api.get("/api/v1/benchmarks")).json()["total"] == 1


async def test_a_client_without_the_model_is_left_out(
    register: Register, api: httpx.AsyncClient
) -> None:
    await (await register("desk")).models(model(MODEL))
    await (await register("lab")).models(fingerprint="e" * 64)
    made = (await api.post("/api/v1/benchmarks", json={**ASKED, "clients": ["desk", "lab"]})).json()
    assert made["left_out"] == [
        {"client_id": "lab", "model": MODEL, "why": "is not installed there"}
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"clients": ["nobody"]}, "there is no client 'nobody'"),
        ({"models": ["nosuch:1b"]}, "none of these clients has 'nosuch:1b'"),
        ({"models": ["a//b"]}, "a//b"),
        ({"workloads": ["juggle"]}, "there is no workload 'juggle'"),
    ],
)
async def test_a_wish_that_makes_no_sense(
    register: Register, api: httpx.AsyncClient, wrong: dict[str, Any], says: str
) -> None:
    await (await register("desk")).models(model(MODEL))
    answer = await api.post("/api/v1/benchmarks", json={**ASKED, **wrong})
    assert answer.status_code == 400
    assert says in answer.json()["detail"]
    assert (await api.get("/api/v1/benchmarks")).json()["items"] == []


async def test_a_workload_that_no_model_can_do(register: Register, api: httpx.AsyncClient) -> None:
    writer = model(MODEL, details={"capabilities": ["completion", "tools"]})
    desk = await register("desk")
    await desk.models(writer)
    wish = {**ASKED, "workloads": ["decode", "embed"]}
    answer = await api.post("/api/v1/benchmarks", json=wish)
    assert (answer.status_code, "'embed' needs a model for embedding" in answer.text) == (400, True)
    embedder = model("nomic", "b" * 64, details={"capabilities": ["embedding"]})
    await desk.models(writer, embedder, fingerprint="e" * 64)
    mixed = {**wish, "models": [MODEL, "nomic"]}
    assert (await api.post("/api/v1/benchmarks", json=mixed)).status_code == 202
