"""Benchmarks and workloads through the SDK: the steps without I/O, and against the real server."""

import inspect
from typing import Any
from uuid import UUID

import pytest
from tests.cli.bench.factories import a_benchmark, a_cell, a_part
from tests.server.conftest import Register, model

from obt.measure.workloads import BUILTIN
from obt.measure.workloads.models import Prompts
from obt.sdk import AsyncObt, BadRequestError, ConflictError, NotFoundError, UnreachableError
from obt.sdk.benchmarks import BenchmarkCreate, WorkloadFile, asynchronous, blocking
from obt.sdk.benchmarks.flows import create, wait
from obt.sdk.benchmarks.models import BenchmarkCreated
from obt.sdk.calls import Call
from obt.sdk.flows import Sleep, Steps

BROKEN = UnreachableError("http://obt", "cut", sent=True)
ID = UUID(int=7)
WISH = BenchmarkCreate(clients=["desk"], models=["smollm2:135m"], workloads=["decode"])


def test_waiting_asks_until_nothing_goes_on() -> None:
    seen: list[tuple[str, int]] = []
    steps = Steps(wait(ID, lambda found: seen.append((found.state, len(found.cells)))))
    answers = [
        a_benchmark([], [a_part(state="queued")], "queued"),
        a_benchmark([a_cell()], [a_part()]),
        None,
        a_benchmark([a_cell()], [a_part()]),
        a_benchmark([a_cell()], [a_part(state="paused")], "paused"),
    ]
    for answer in answers:
        if isinstance(steps.request, Sleep):
            steps.succeeded(None)
        assert isinstance(steps.request, Call)
        assert steps.request.path == f"/api/v1/benchmarks/{ID}"
        if answer is None:
            steps.failed(BROKEN)
        else:
            steps.succeeded(answer)
    assert steps.request is None
    assert steps.result.state == "paused"
    assert seen == [("queued", 0), ("running", 1), ("paused", 1)]


def test_a_large_benchmark_is_asked_for_less_often() -> None:
    steps = Steps(wait(ID))
    steps.succeeded(a_benchmark([a_cell()] * 5000, [a_part()]))
    assert steps.request == Sleep(10.0)
    steps.succeeded(None)
    steps.failed(BROKEN)
    assert steps.request == Sleep(10.0)


def test_a_server_that_does_not_answer_is_asked_less_and_less_often() -> None:
    steps = Steps(wait(ID))
    steps.succeeded(a_benchmark([], [a_part()]))
    pauses = []
    for _ in range(6):
        assert isinstance(steps.request, Sleep)
        pauses.append(steps.request.seconds)
        steps.succeeded(None)
        steps.failed(BROKEN)
    assert pauses == [1, 2, 4, 8, 10, 10]


def test_a_wish_whose_answer_got_lost_has_the_same_key_again() -> None:
    steps = Steps(create(WISH))
    first: Any = steps.request
    steps.failed(BROKEN)
    steps.succeeded(None)  # slept
    second: Any = steps.request
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    steps.succeeded(BenchmarkCreated(benchmark_id=ID, left_out=[]))
    assert steps.result.benchmark_id == ID


@pytest.mark.parametrize("name", ["Benchmarks", "Workloads"])
def test_both_clients_have_the_same_methods(name: str) -> None:
    def methods(of: type) -> dict[str, inspect.Signature]:
        found = inspect.getmembers(of, inspect.isfunction)
        return {name: inspect.signature(it) for name, it in found if not name.startswith("_")}

    assert methods(getattr(blocking, name)) == methods(getattr(asynchronous, name))


async def test_workloads(obt: AsyncObt) -> None:
    items = await obt.workloads.all()
    assert {item.workload.id for item in items} == set(BUILTIN)
    text = "---\noutput_tokens: 8\n---\nWhy?\n"
    made = await obt.workloads.read(WorkloadFile(format="markdown", text=text, id="why"))
    assert (made.workload.version, made.builtin) == (1, False)
    assert isinstance(made.workload, Prompts)
    edited = made.workload.model_copy(update={"output_tokens": 16})
    assert (await obt.workloads.change(edited)).workload.version == 2
    old = await obt.workloads.get("why", version=1)
    assert old.workload == made.workload
    with pytest.raises(ConflictError):
        await obt.workloads.create(edited)
    await obt.workloads.delete("why")
    with pytest.raises(NotFoundError):
        await obt.workloads.get("why")


async def test_a_benchmark_from_the_wish_to_the_file(obt: AsyncObt, register: Register) -> None:
    desk = await register("desk")
    assert (await desk.models(model("smollm2:135m"))).status_code == 204
    wish = WISH.model_copy(update={"models": ["smollm2:135m", "nope:1b"]})
    with pytest.raises(BadRequestError, match="nope:1b"):
        await obt.benchmarks.create(wish)
    begun = await obt.benchmarks.create(WISH)
    (listed,) = await obt.benchmarks.all()
    assert listed.benchmark_id == begun.benchmark_id
    found = await obt.benchmarks.get(begun.benchmark_id)
    assert (found.state, found.cells, found.provenance.stop) == ("queued", [], WISH.stop)
    assert await obt.benchmarks.samples(begun.benchmark_id) == []
    assert (await obt.benchmarks.cancel(begun.benchmark_id)).benchmark_id == begun.benchmark_id
    file = await obt.benchmarks.export(begun.benchmark_id)
    with pytest.raises(ConflictError):
        await obt.benchmarks.take(file)
    elsewhere = file.replace(str(begun.benchmark_id).encode(), str(ID).encode())
    taken = await obt.benchmarks.take(elsewhere)
    assert (taken.benchmark_id, taken.new) == (ID, True)
    assert not (await obt.benchmarks.take(elsewhere)).new
    assert (await obt.benchmarks.wait(ID)).imported
    gate = await obt.benchmarks.gate(ID, begun.benchmark_id, 0.05)
    assert (gate.outcome, gate.rows) == ("undecided", ())
    with pytest.raises(BadRequestError, match="no cells"):
        await obt.benchmarks.compare(ID, begun.benchmark_id)
    assert (await obt.benchmarks.history("desk", "smollm2:135m", "decode")).points == []
    assert (await obt.benchmarks.leaderboard("decode")).entries == []
    assert (await obt.benchmarks.advice("smollm2:135m", ttft=1.0)).machines == []
    await obt.benchmarks.delete(ID)
    with pytest.raises(NotFoundError):
        await obt.benchmarks.get(ID)
