"""What all benchmarks together say, over the API."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from obt.measure.sample import CellKey
from obt.measure.validity import Residency
from obt.wire.benchmarks import BenchmarkReport, Machine
from tests.measure.report.factories import NOON
from tests.server.benchmarks.bench import ASKED, CELL, MODEL, Part, rounds, trial
from tests.server.conftest import Register, model

BASE = [25.0, 25.1, 24.9, 25.0, 25.2, 24.8, 25.05, 24.95]
HERE = Residency(digest="a" * 64, size=1000, size_vram=1000, context_length=512)
OTHER = "qwen3:8b"


def machine(ollama: str | None) -> Machine:
    hardware = {"cpu": {"architecture": "x"}, "memory_total": 64, "os": {"name": "y"}}
    told = {"seen_at": NOON, "client_version": "1", "hardware": hardware, "ollama_version": ollama}
    return Machine.model_validate(told)


async def measured(
    register: Register,
    app: FastAPI,
    factor: float = 1.0,
    *,
    client: str = "desk",
    ollama: str | None = None,
    n: int = len(BASE),
    **more: Any,
) -> Part:
    part = await Part.begun(await register(client), app, clients=[client])
    report = BenchmarkReport(
        machine=machine(ollama),
        trials=[trial(**{"residency": HERE, "size": 500, **more})],
        samples=rounds([rate * factor for rate in BASE[:n]]),
    )
    sent = await part.desk.api.post(
        f"{part.path}/reports", json=report.model_dump(mode="json"), headers=part.desk.headers
    )
    assert sent.status_code == 204, sent.text
    return part


async def ask(api: httpx.AsyncClient, path: str, **params: Any) -> Any:
    reply = await api.get(f"/api/v1/{path}", params=params)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_a_cell_over_time_with_what_changed(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    await measured(register, app, 1.0, ollama="0.9.3")
    await measured(register, app, 1.0, ollama=None)
    await measured(register, app, 1.2, ollama="0.9.3")
    await measured(register, app, 1.1, ollama=None)
    await measured(register, app, 1.1, ollama="0.12.0")
    found = await ask(api, "history", client_id="desk", model=MODEL, workload="decode")
    points = found["points"]
    assert [it["value"]["median"] for it in points] == pytest.approx(
        [25, 25, 30, 27.5, 27.5], rel=1e-3
    )
    assert [it["changed"] for it in points] == [[], [], [], [], ["ollama"]]
    assert [it["ollama_version"] for it in points] == ["0.9.3", None, "0.9.3", None, "0.12.0"]
    first = points[0]["value"]
    assert first["ci_low"] < first["median"] < first["ci_high"]
    assert (first["n"], first["metric"], points[0]["digest"]) == (8, "decode_rate", "a" * 64)


async def test_no_past(register: Register, app: FastAPI, api: httpx.AsyncClient) -> None:
    await measured(register, app)
    for other in ({"client_id": "lab"}, {"model": OTHER}, {"workload": "chat"}):
        asked = {"client_id": "desk", "model": MODEL, "workload": "decode", **other}
        assert (await ask(api, "history", **asked))["points"] == []


async def test_the_leaderboard_has_the_newest_of_each(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    await measured(register, app, 3.0)
    newest = await measured(register, app, 1.0)
    await measured(register, app, 2.0, client="lab")
    await Part.begun(newest.desk, app)  # newer still, but nothing is measured yet
    entries = (await ask(api, "leaderboard", workload=CELL.case))["entries"]
    assert [it["client_id"] for it in entries] == ["lab", "desk"]
    assert [it["front"] for it in entries] == [True, False]
    assert entries[1]["benchmark_id"] == newest.benchmark_id
    assert [(it["energy"], it["energy_front"]) for it in entries] == [(None, None)] * 2


async def test_a_bigger_model_that_is_slower_is_on_the_front(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    desk = await register("desk")
    await desk.models(model(MODEL), model(OTHER))
    made = await api.post("/api/v1/benchmarks", json={**ASKED, "models": [MODEL, OTHER]})
    part = Part(desk, made.json()["benchmark_id"], app.state.jobs.desk.tick)
    cell = CellKey(model=OTHER, case=CELL.case)
    big = trial(size=5000).model_copy(update={"cell": cell})
    slow = [it.model_copy(update={"cell": cell}) for it in rounds([5.0] * 6)]
    told = [trial(size=500), big]
    assert await part.tell(*rounds(BASE), *slow, trials=told) == 204
    entries = (await ask(api, "leaderboard", workload="decode"))["entries"]
    assert [(it["model"], it["front"]) for it in entries] == [(MODEL, True), (OTHER, True)]


@pytest.mark.parametrize(
    ("limits", "n", "meets"),
    [
        ({}, 8, None),
        ({"ttft": 0.2}, 8, "yes"),
        ({"ttft": 0.05}, 8, "no"),
        ({"ttft": 0.2, "tpot": 0.001}, 8, "no"),
        ({"tpot": 0.04}, 8, "unknown"),  # 25 tokens/s: inside its interval
        ({"ttft": 0.2}, 2, "unknown"),  # too few for an interval
    ],
)
async def test_limits_are_judged_by_the_whole_interval(
    register: Register,
    app: FastAPI,
    api: httpx.AsyncClient,
    limits: dict[str, float],
    n: int,
    meets: str | None,
) -> None:
    await measured(register, app, n=n)
    (found,) = (await ask(api, "advice", model=MODEL, workload="decode", **limits))["machines"]
    assert found["meets"] == meets
    assert len(found["reasons"]) == len(limits)
    assert found["decode_rate"]["median"] == pytest.approx(25.0, rel=1e-2)
    assert (found["fit"]["placement"], found["fit"]["memory_total"]) == ("gpu", 64)
    assert found["cold_load"] is None


async def test_what_was_not_measured_is_unknown(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    await measured(register, app, residency=None)
    (found,) = (await ask(api, "advice", model=MODEL, workload="chat", ttft=9))["machines"]
    assert (found["meets"], found["ttft"], found["workload"]) == ("unknown", None, None)
    assert found["fit"]["placement"] == "unknown"
    assert "not measured with chat" in found["reasons"][0]
    assert (await ask(api, "advice", model=OTHER))["machines"] == []


async def test_a_model_that_could_not_be_measured_says_why(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    await measured(register, app, n=0, failed="needs more memory", residency=None)
    (found,) = (await ask(api, "advice", model=MODEL, workload="decode", ttft=9))["machines"]
    assert (found["meets"], found["fit"]["placement"]) == ("unknown", "failed")
    assert "needs more memory" in found["reasons"][0]


@pytest.mark.parametrize("bad", [{"ttft": 0}, {"tpot": "inf"}, {"model": ""}])
async def test_a_question_that_makes_no_sense(api: httpx.AsyncClient, bad: dict[str, Any]) -> None:
    reply = await api.get("/api/v1/advice", params={"model": MODEL, **bad})
    assert reply.status_code == 422


async def test_a_name_that_is_none(
    register: Register, app: FastAPI, api: httpx.AsyncClient
) -> None:
    await measured(register, app)
    reply = await api.get("/api/v1/advice", params={"model": "a//b"})
    assert reply.status_code < 500
