"""Comparing and gating, over the API."""

from typing import Any

import httpx
from fastapi import FastAPI

from obt.measure.validity import Residency
from tests.server.benchmarks.bench import MODEL, Part, rounds, trial
from tests.server.conftest import Register, model

BASE = [25.0, 25.1, 24.9, 25.0, 25.2, 24.8, 25.05, 24.95]
HERE = Residency(digest="a" * 64, size=1000, size_vram=1000, context_length=512)


async def measured(
    register: Register, app: FastAPI, factor: float, *, client: str = "desk", **more: Any
) -> str:
    part = await Part.begun(await register(client), app)
    told = trial(**{"residency": HERE, **more})
    assert await part.tell(*rounds([rate * factor for rate in BASE]), trials=[told]) == 204
    return part.benchmark_id


async def ask(api: httpx.AsyncClient, path: str, **params: Any) -> Any:
    reply = await api.get(f"/api/v1/benchmarks/{path}", params=params)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_the_faster_one_is_found(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    slow = await measured(register, app, 1.0)
    fast = await measured(register, app, 1.1)
    (pair,) = (await ask(api, "compare", a=fast, b=slow))["pairs"]
    found = pair["comparison"]
    assert found["verdict"] == "a_better"
    assert found["ci_low"] < 1.1 < found["ci_high"]
    (back,) = (await ask(api, "compare", a=slow, b=fast))["pairs"]
    assert back["comparison"]["verdict"] == "b_better"


async def test_equal_ones_say_how_small_a_difference_would_have_shown(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    one, other = await measured(register, app, 1.0), await measured(register, app, 1.0)
    (pair,) = (await ask(api, "compare", a=one, b=other))["pairs"]
    assert pair["comparison"]["verdict"] == "no_difference_shown"
    assert 0 < pair["comparison"]["smallest_detectable"] < 0.05


async def test_other_work_is_shown_without_a_verdict(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    one = await measured(register, app, 1.0)
    partly = HERE.model_copy(update={"size_vram": 500})
    other = await measured(register, app, 0.5, residency=partly)
    (pair,) = (await ask(api, "compare", a=one, b=other))["pairs"]
    assert pair["comparison"]["verdict"] == "no_verdict"
    assert [it["aspect"] for it in pair["differences"]] == ["offload"]


async def test_the_gate(register: Register, app: FastAPI, api: httpx.AsyncClient) -> None:
    before = await measured(register, app, 1.0)
    same, worse = await measured(register, app, 1.0), await measured(register, app, 0.8)
    passed = await ask(api, f"{same}/gate", baseline=before, tolerance=0.05)
    failed = await ask(api, f"{worse}/gate", baseline=before, tolerance=0.05)
    assert (passed["outcome"], failed["outcome"]) == ("pass", "fail")
    assert failed["rows"][0]["gate"]["verdict"] == "regressed"


async def test_the_report_says_which_machine_is_faster(register: Register, app: FastAPI) -> None:
    lab = await register("lab")
    await lab.models(model(MODEL))
    desk = await Part.begun(await register("desk"), app, clients=["desk", "lab"])
    for part, factor in ((desk, 1.0), (Part(lab, desk.benchmark_id, desk.tick), 1.1)):
        told = rounds([rate * factor for rate in BASE])
        assert await part.tell(*told, trials=[trial(residency=HERE)]) == 204
    path = f"/api/v1/benchmarks/{desk.benchmark_id}/export"
    page = (await lab.api.get(path, params={"format": "html"})).text
    assert "Who is faster" in page
    assert page.count("B is faster") + page.count("A is faster") == 1
    assert "1 comparison, judged together" in page


async def test_a_report_of_one_machine_and_model_has_no_verdicts(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    alone = await measured(register, app, 1.0)
    reply = await api.get(f"/api/v1/benchmarks/{alone}/export", params={"format": "html"})
    assert reply.status_code == 200
    assert "Who is faster" not in reply.text


async def test_nothing_to_compare(register: Register, app: FastAPI, api: httpx.AsyncClient) -> None:
    one = (await Part.begun(await register("desk"), app)).benchmark_id
    answer = await api.get("/api/v1/benchmarks/compare", params={"a": one, "b": one})
    assert answer.status_code == 400
    gone = {"a": one, "b": "00000000-0000-4000-8000-000000000000"}
    assert (await api.get("/api/v1/benchmarks/compare", params=gone)).status_code == 404
