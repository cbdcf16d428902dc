"""A benchmark as a job: over any break of the server or of this client, each sample once."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.client.benchmarks.conftest import SMALL, Lab, plan
from tests.client.benchmarks.server import FakeServer
from tests.client.fakes import ADDRESS, FakeTime
from tests.client.jobs.conftest import NO_TRANSFERS

from obt.client.benchmarks.job import run
from obt.client.benchmarks.spool import Spool
from obt.client.identity import Identity
from obt.client.jobs.calls import Calls
from obt.client.jobs.failure import JobFailedError
from obt.client.jobs.job import Home, Job
from obt.client.ollama.access import Ollama
from obt.client.probes.reading import Missing
from obt.measure.sample import CellKey, Trial
from obt.measure.workloads import BUILTIN, PythonFunction
from obt.measure.workloads.models import Prompts
from obt.wire.benchmarks import BenchmarkReport
from obt.wire.jobs import Progress
from obt.wire.operations import Benchmark

ME = Identity(client_id="me", token="secret")


@dataclass
class Client:
    """One client process after another, in the same folder."""

    folder: Path
    server: FakeServer
    lab: Lab = field(default_factory=Lab)
    time: FakeTime = field(default_factory=FakeTime)
    who: Identity | None = ME
    told: list[Progress] = field(default_factory=list)

    @property
    def spool(self) -> Path:
        return self.folder / "benchmarks" / f"{self.server.plan.benchmark_id}.jsonl"

    async def run(self) -> Any:
        ollama = Ollama(ADDRESS, self.lab.transport)
        calls = Calls(ollama)
        job = Job(
            job_id=UUID(int=1),
            model="",
            operation=Benchmark(benchmark_id=self.server.plan.benchmark_id),
            again=False,
            calls=calls,
            folder=lambda: Missing("no folder in this test"),
            transfers=NO_TRANSFERS,
            home=Home(self.folder, "http://obt", lambda: self.who),
            tell=self.told.append,
        )
        try:
            return await run(
                job,
                clock=self.time.clock(),
                time=self.lab.time,
                ollama=self.lab.transport,
                server=self.server.transport,
                watch=self.lab.watch,
            )
        finally:
            await calls.aclose()
            await ollama.aclose()

    async def killed(self) -> None:
        with pytest.raises(asyncio.CancelledError):
            await self.run()


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path, FakeServer(plan(SMALL, BUILTIN["cold-load"])))


def once(client: Client) -> None:
    assert len(client.server.samples) == 12
    assert {key[1] for key in client.server.samples} == set(range(6))


async def test_all_of_it(client: Client) -> None:
    result = await client.run()
    once(client)
    assert set(Counter(client.server.told).values()) == {1}
    assert result["samples"] == 12
    assert result["rejected"] == 0
    assert [cell["stopped"] for cell in result["cells"]] == ["precision", "precision"]
    assert {trial.stopped for trial in client.server.trials.values()} == {"precision"}
    assert client.server.machine is not None
    assert client.server.machine.ollama_version == "0.33.3"
    assert not client.spool.exists()
    assert client.server.calls[:2] == ["GET ", "POST /reports"]


async def test_the_server_is_away_at_the_start(client: Client) -> None:
    client.server.away = lambda _: len(client.server.calls) <= 3
    await client.run()
    once(client)
    assert client.time.slept[:3] == [0.5, 1.0, 2.0]
    assert client.told[0].status == "waiting for OBT's server: refused"


async def test_not_registered_yet(client: Client) -> None:
    class Registers(FakeTime):
        async def sleep(self, seconds: float) -> None:
            client.who = ME

    client.who, client.time = None, Registers()
    await client.run()
    once(client)


async def test_the_server_is_away_while_it_measures(client: Client) -> None:
    """It goes on, and tells all at the end."""
    began = len(client.server.calls)
    client.server.away = lambda call: call.startswith("POST") and client.time.time < 3
    await client.run()
    once(client)
    posts = client.server.calls[began:].count("POST /reports")
    assert posts < 12, "one try, then all in few reports once it is back"
    assert not client.spool.exists()


async def test_answers_that_are_lost_count_nothing_twice(client: Client) -> None:
    client.server.deaf = lambda _: client.server.calls.count("POST /reports") <= 3
    await client.run()
    once(client)
    assert set(Counter(client.server.told).values()) == {3}


@pytest.mark.parametrize("samples", [1, 5, 8])
async def test_this_client_is_killed(client: Client, samples: int) -> None:
    def kill() -> None:
        if len(client.server.samples) == samples and samples not in died:
            died.add(samples)
            raise asyncio.CancelledError

    died: set[int] = set()
    client.lab.watch.at_begin = kill
    await client.killed()
    assert len(client.server.samples) == samples
    result = await client.run()
    once(client)
    assert set(Counter(client.server.told).values()) == {1}
    assert result["samples"] == 12


async def test_this_client_is_killed_while_the_server_is_away(client: Client) -> None:
    posts = 0

    def away(call: str) -> bool:
        nonlocal posts
        posts += call.startswith("POST")
        return posts > 2

    client.server.away = away
    client.lab.watch.at_begin = lambda: None

    def kill() -> None:
        if client.spool.read_text().count('"samples":[{') >= 4:
            client.lab.watch.at_begin = lambda: None
            raise asyncio.CancelledError

    client.lab.watch.at_begin = kill
    await client.killed()
    assert len(client.server.samples) < 4
    with client.spool.open("a", encoding="utf-8") as file:
        file.write('{"report":{"samples":[{"cell":{"mod')  # torn by the kill
    client.server.away = lambda _: False
    await client.run()
    once(client)
    assert set(Counter(client.server.told).values()) == {1}


async def test_every_start_has_prompts_of_its_own(client: Client) -> None:
    def kill() -> None:
        raise asyncio.CancelledError

    client.lab.watch.at_begin = kill
    await client.killed()
    await client.killed()
    assert Spool(client.spool).begin() == 2


@pytest.mark.parametrize(("status", "code"), [(404, "benchmark_gone"), (410, "benchmark_gone")])
async def test_the_benchmark_is_gone(client: Client, status: int, code: str) -> None:
    client.lab.watch.at_end = lambda: setattr(
        client.server, "status", status if client.server.samples else None
    )
    with pytest.raises(JobFailedError) as caught:
        await client.run()
    assert (caught.value.error.code, caught.value.error.retryable) == (code, False)
    assert not client.spool.exists()
    assert len(client.server.samples) == 1


async def test_a_plan_that_makes_no_sense_here(client: Client) -> None:
    client.server.plan = client.server.plan.model_copy(update={"workloads": []})
    with pytest.raises(JobFailedError) as caught:
        await client.run()
    assert caught.value.error.code == "bad_plan"


async def test_what_an_earlier_benchmark_left_is_sent(client: Client) -> None:
    other = UUID(int=99)
    left = Spool(client.folder / "benchmarks" / f"{other}.jsonl")
    left.begin()
    trial = Trial(
        cell=CellKey(model="m", case="c@1"),
        started_at=client.lab.time.utc(),
        options={},
        think=False,
    )
    left.append(BenchmarkReport(trials=[trial]))
    await client.run()
    assert client.server.calls.count(f"POST /api/v1/clients/me/benchmarks/{other}/reports") == 1


async def test_a_server_never_has_python_run(client: Client, tmp_path: Path) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text("raise SystemExit('it was run')\n", encoding="utf-8")
    work = Prompts(
        id="own", title="Own", prompts=("Hi",), output_tokens=4,
        checks=(PythonFunction(file=str(trap)),),
    )  # fmt: skip
    client.server.plan = plan(work)
    await client.run()
    (trial,) = client.server.trials.values()
    assert isinstance(trial, Trial)
    assert trial.notes == ("Checks by a Python function are made by `obt bench run --local` only.",)
    assert all(not q.checks for s in client.server.samples.values() for q in s.requests)
