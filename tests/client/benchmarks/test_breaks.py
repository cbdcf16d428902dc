"""Ollama, models and this very program may end at any moment: nothing is lost or counted twice."""

import asyncio
from collections import Counter

import httpx
import pytest
from tests.client.benchmarks.conftest import MODEL, SMALL, Lab, node, plan

from obt.client.benchmarks.entry import Entry
from obt.client.benchmarks.rig import Bounds
from obt.client.jobs.failure import JobFailedError
from obt.measure.plan import StopRule
from obt.measure.sample import Sample
from obt.measure.validity import Reason
from obt.measure.workloads import BUILTIN, Workload
from obt.simulate.ollama import Speeds, Transport
from obt.wire.benchmarks import BenchmarkPlan, BenchmarkStanding, Taken
from obt.wire.jobs import Progress

OTHER = "llama3.2:1b"
WORKLOADS: tuple[Workload, ...] = (SMALL, BUILTIN["decode"], BUILTIN["cold-load"])


class Mortal(Lab):
    """Its Ollama dies under the second sample, and is back when it was waited for three times."""

    waits = 0

    def live(self) -> None:
        self.watch.at_begin = self.die

    def die(self) -> None:
        if len(self.samples) == 1 and self.said[-1].startswith("round"):
            self.node.faults.down = True
            self.node.forget_loaded()

    def hear(self, progress: Progress) -> None:
        self.told.append(progress)
        self.waits += "waiting for Ollama" in progress.status
        if self.waits == 3:
            self.node.faults.down = False


async def test_ollama_dies_and_comes_back() -> None:
    lab = Mortal()
    lab.live()
    outcome = await lab.measure(tell=lab.hear)
    (cell,) = outcome.cells
    assert (cell.n, outcome.samples, outcome.rejected) == (6, 7, 1)
    (bad,) = [s for s in lab.samples if s.requests[0].rejections]
    assert bad.requests[0].rejections[0].reason is Reason.ERROR
    assert bad.round == 1
    assert lab.reasons == {Reason.ERROR}, "it was warm again before the next sample"
    assert "waiting for Ollama, which does not answer" in lab.said


async def test_ollama_dies_for_good() -> None:
    lab = Mortal(bounds=Bounds(back_s=1.5))
    lab.live()
    with pytest.raises(JobFailedError) as caught:
        await lab.measure()
    assert (caught.value.error.code, caught.value.error.retryable) == ("ollama_unreachable", True)
    assert len(lab.samples) == 2


async def test_an_ollama_that_is_not_there_yet_is_waited_for() -> None:
    lab = Mortal()
    lab.node.faults.down = True
    outcome = await lab.measure(tell=lab.hear)
    assert outcome.cells[0].n == 6


async def test_a_model_that_is_deleted_fails_and_the_others_go_on() -> None:
    lab = Lab(node=node(MODEL, OTHER))

    def delete() -> None:
        found = lab.node.find(OTHER)
        if len(lab.samples) > 4 and found is not None:
            lab.node.store.remove(found.name)
            lab.node.unload(found.name)

    lab.watch.at_begin = delete
    outcome = await lab.measure(plan(SMALL, models=(MODEL, OTHER)))
    mine, other = outcome.cells
    assert (mine.n, mine.failed) == (6, None)
    assert 0 < other.n < 6
    assert other.failed == "This model was deleted meanwhile."
    assert lab.trial(model=OTHER).failed == other.failed


class Cramped(Transport):
    """One model does not fit into memory."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/generate" and OTHER in request.content.decode():
            said = b'{"error": "model requires more system memory"}'
            return httpx.Response(500, stream=httpx.ByteStream(said))
        return await super().handle_async_request(request)


async def test_a_model_that_cannot_be_loaded_fails_and_the_others_go_on() -> None:
    lab = Lab(node=node(MODEL, OTHER))
    outcome = await lab.measure(plan(SMALL, models=(MODEL, OTHER)), transport=Cramped(lab.node))
    assert [(cell.n, cell.failed) for cell in outcome.cells] == [
        (6, None),
        (0, "Ollama says: model requires more system memory (HTTP 500)"),
    ]


class Killed(Lab):
    """This program ends when it was told of so many samples."""

    mortal = 0

    async def sample(self, sample: Sample) -> None:
        await super().sample(sample)
        if len(self.samples) == self.mortal:
            raise asyncio.CancelledError


def standing(lab: Lab, wanted: BenchmarkPlan) -> BenchmarkStanding:
    """As a server would tell it."""
    taken = []
    for cell in lab.by_cell:
        for result in lab.results(cell.case, cell.model):
            counted = result.counted > 0
            taken.append(
                Taken(
                    cell=cell, round=result.round, counted=counted, value=50.0 if counted else None
                )
            )
    return BenchmarkStanding(
        plan=wanted,
        machine=lab.seen_on,
        trials=list(lab.by_cell.values()),
        taken=taken,
        elapsed_s=100.0,
    )


@pytest.mark.parametrize("killed_after", [1, 4, 7, 18])
async def test_a_kill_in_the_middle_of_a_round(killed_after: int) -> None:
    wanted = plan(*WORKLOADS)
    lab = Killed(node=node(speeds=Speeds(load_s=2)))
    lab.mortal = killed_after
    with pytest.raises(asyncio.CancelledError):
        await lab.measure(wanted)
    trials = dict(lab.by_cell)
    lab.mortal = -1
    outcome = await lab.measure(wanted, standing=standing(lab, wanted), attempt=1)
    assert [cell.n for cell in outcome.cells] == [6, 6, 6]
    assert (outcome.samples, outcome.rejected) == (18, 0)
    times = Counter((sample.round, str(sample.cell)) for sample in lab.samples)
    assert len(times) == 18
    assert set(times.values()) == {1}
    for cell, trial in trials.items():
        if trial.recipe is not None:
            assert lab.by_cell[cell].recipe == trial.recipe, "found once, used ever after"


async def test_no_prompt_of_a_killed_run_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts: list[str] = []
    lab = Killed()
    lab.mortal = 3
    transport = lab.transport
    handle = transport.handle_async_request

    async def listen(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/generate":
            prompts.append(request.content.decode())
        return await handle(request)

    monkeypatch.setattr(transport, "handle_async_request", listen)
    with pytest.raises(asyncio.CancelledError):
        await lab.measure(transport=transport)
    before = set(prompts)
    prompts.clear()
    lab.mortal = -1
    wanted = lab.plan
    await lab.measure(wanted, standing=standing(lab, wanted), attempt=1, transport=transport)
    assert prompts
    assert not before & set(prompts)


async def test_an_update_of_ollama_in_between_is_noted() -> None:
    wanted = plan()
    lab = Killed()
    lab.mortal = 2
    with pytest.raises(asyncio.CancelledError):
        await lab.measure(wanted)
    before = standing(lab, wanted)
    assert before.machine is not None
    old = before.machine.model_copy(update={"ollama_version": "0.30.0"})
    lab.mortal = -1
    await lab.measure(wanted, standing=before.model_copy(update={"machine": old}), attempt=1)
    assert lab.trial().notes == ("Ollama was 0.30.0 when it began, and is 0.33.3 now.",)


async def test_a_model_that_was_updated_in_between_fails() -> None:
    wanted = plan()
    lab = Killed()
    lab.mortal = 2
    with pytest.raises(asyncio.CancelledError):
        await lab.measure(wanted)
    before = standing(lab, wanted)
    other = [trial.model_copy(update={"digest": "a" * 64}) for trial in before.trials]
    outcome = await lab.measure(wanted, standing=before.model_copy(update={"trials": other}))
    assert outcome.cells[0].failed is not None
    assert "digest changed" in outcome.cells[0].failed


async def test_what_was_finished_takes_nothing_more(lab: Lab) -> None:
    wanted = plan()
    await lab.measure(wanted)
    lab.samples.clear()
    done = BenchmarkStanding(
        plan=wanted,
        machine=lab.seen_on,
        trials=list(lab.by_cell.values()),
        taken=[
            Taken(cell=lab.trial().cell, round=number, counted=True, value=40.0)
            for number in range(6)
        ],
        elapsed_s=1.0,
    )
    outcome = await lab.measure(wanted, standing=done, attempt=1)
    assert (lab.samples, outcome.cells[0].n, outcome.cells[0].stopped) == ([], 6, "precision")


async def test_the_budget_in_minutes_counts_what_was_spent_before(lab: Lab) -> None:
    wanted = plan(stop=StopRule(min_samples=6, max_samples=6, max_minutes=1))
    spent = BenchmarkStanding(plan=wanted, machine=None, trials=[], taken=[], elapsed_s=61.0)
    outcome = await lab.measure(wanted, standing=spent)
    assert (outcome.samples, outcome.cells[0].stopped) == (0, "max_minutes")


async def test_the_budget_in_minutes_ends_what_comes_before_a_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab = Lab(bounds=Bounds(idle_s=0))
    begun = []

    async def never_ready(*_: object) -> None:
        begun.append(1)
        await asyncio.Event().wait()

    monkeypatch.setattr(Entry, "ready", never_ready)
    wanted = plan(stop=StopRule(min_samples=6, max_samples=6, max_minutes=0.001))
    outcome = await lab.measure(wanted)
    assert (begun, outcome.samples, outcome.cells[0].stopped) == ([1], 0, "max_minutes")
