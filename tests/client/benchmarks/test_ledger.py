"""Every bad sample is caught, for the right reason."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.client.benchmarks.conftest import MODEL, SMALL, FakeWatch, Lab, node, plan

from obt.client.benchmarks.rig import Bounds
from obt.client.benchmarks.shots import Numbers
from obt.client.benchmarks.watch import Seen
from obt.measure.plan import StopRule
from obt.measure.validity import Reason
from obt.measure.workloads import BUILTIN, Exact, JsonSchema, Regex
from obt.measure.workloads.models import Prompts
from obt.simulate.ollama import Faults, Speeds, Transport

FEW = StopRule(min_samples=2, max_samples=2)
ONE = StopRule(min_samples=1, max_samples=1)
HASTY = Bounds(quiet_s=2, unload_s=5)


def during(lab: Lab, act: Callable[[], None]) -> None:
    """Does it at the begin of every sample, after all preparing."""

    def begin() -> None:
        if lab.said and lab.said[-1].startswith("round"):
            act()

    lab.watch.at_begin = begin


def after(lab: Lab, act: Callable[[], None]) -> None:
    """Does it at the end of every sample but the first, which is the reference."""

    def end() -> None:
        if lab.samples and lab.said[-1].startswith("round"):
            act()

    lab.watch.at_end = end


def broken(**faults: Any) -> Lab:
    """A node that goes wrong once the warm-up is done."""
    lab = Lab(bounds=HASTY)

    def spoil() -> None:
        lab.node.faults = Faults(**faults)

    during(lab, spoil)
    lab.watch.at_end = lambda: setattr(lab.node, "faults", Faults())
    return lab


@pytest.mark.parametrize(
    ("fault", "value", "reason"),
    [
        ("missing_done", True, Reason.MISSING_DONE),
        ("truncate_prompt_to", 20, Reason.TRUNCATED),
        ("stop_early_at", 10, Reason.EARLY_STOP),
        ("mid_stream_error", "out of memory", Reason.ERROR),
        ("busy", True, Reason.ERROR),
        ("status", 502, Reason.ERROR),
        ("garbage", True, Reason.ERROR),
    ],
)
async def test_a_fault_of_ollama(fault: str, value: object, reason: Reason) -> None:
    lab = broken(**{fault: value})
    outcome = await lab.measure(plan(stop=FEW))
    (cell,) = outcome.cells
    assert (cell.n, cell.stopped) == (0, "rejections")
    assert outcome.rejected == outcome.samples == 6
    firsts = {s.requests[0].rejections[0].reason for s in lab.samples}
    assert firsts == {reason}
    assert all(not result.values.get("decode_rate") for result in lab.results())


async def test_a_cached_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Numbers, "next", lambda _: 1)
    lab = Lab()
    await lab.measure(plan(stop=FEW))
    assert lab.reasons == {Reason.CACHE_HIT}


async def test_a_load_in_the_middle_of_a_sample() -> None:
    lab = Lab(node=node(speeds=Speeds(load_s=3)))
    during(lab, lab.node.forget_loaded)
    await lab.measure(plan(stop=FEW))
    assert lab.reasons == {Reason.FIRST_AFTER_LOAD}


async def test_another_context_afterwards() -> None:
    lab = Lab()

    def reload() -> None:
        for it in lab.node.loaded():
            it.context = 4096

    after(lab, reload)
    outcome = await lab.measure(plan(stop=FEW))
    assert lab.reasons == {Reason.CONTEXT_CHANGED}
    assert outcome.cells[0].n == 1


async def test_another_part_on_the_gpu() -> None:
    lab = Lab(node=node(vram_part=1.0))

    def reload() -> None:
        for it in lab.node.loaded():
            it.vram_part = 0.5

    after(lab, reload)
    await lab.measure(plan(stop=FEW))
    assert lab.reasons == {Reason.OFFLOAD_CHANGED}


async def test_another_model_under_the_same_name() -> None:
    lab = Lab()

    def swap() -> None:
        for it in lab.node.loaded():
            it.model = dataclasses.replace(it.model, manifest=b"{}")

    after(lab, swap)
    await lab.measure(plan(stop=FEW))
    assert Reason.MODEL_CHANGED in lab.reasons


async def test_a_processor_that_slows_itself_down() -> None:
    lab = Lab(watch=FakeWatch(Seen(throttled=("GPU 0: thermal",))))
    await lab.measure(plan(stop=FEW))
    assert lab.reasons == {Reason.THROTTLED}
    assert lab.samples[0].requests[0].rejections[0].detail == "GPU 0: thermal"


async def test_other_programs_are_waited_for_then_noted_and_flag_samples() -> None:
    lab = Lab(watch=FakeWatch(Seen(foreign_cpu=0.6)), bounds=HASTY)
    await lab.measure(plan(stop=FEW))
    assert "waiting for a quiet machine: other programs use the processor" in lab.said
    assert lab.trial().notes == ("Not quiet: other programs use the processor.",)
    assert lab.reasons == {Reason.FOREIGN_LOAD}


async def test_what_obt_itself_does_here_is_waited_for_to_its_end() -> None:
    lab = Lab(bounds=HASTY)

    def beside() -> tuple[str, ...]:
        return ("the playground",) if lab.node.clock.ns() < ends_ns else ()

    ends_ns = lab.node.clock.ns() + 90 * 10**9  # longer than the patience with others
    outcome = await lab.measure(plan(stop=FEW), beside=beside)
    assert lab.said[0] == "waiting for a quiet machine: the playground"
    assert lab.said.index("looking at the idle machine") == 90
    assert (lab.reasons, outcome.cells[0].n, lab.trial().notes) == (set(), 2, ())


async def test_what_obt_itself_does_here_flags_the_sample() -> None:
    lab = Lab()
    others: list[str] = []

    def beside() -> tuple[str, ...]:
        if lab.said and lab.said[-1].startswith("waiting"):
            others.clear()
        return tuple(others)

    during(lab, lambda: others.append("a transfer from here"))
    await lab.measure(plan(stop=ONE), beside=beside)
    (rejection,) = lab.samples[0].requests[0].rejections
    assert (rejection.reason, rejection.detail) == (
        Reason.FOREIGN_LOAD,
        "a transfer from here ran",
    )
    assert "waiting for a quiet machine: a transfer from here" in lab.said


async def test_other_programs_may_be_allowed_more_and_that_is_noted() -> None:
    bounds = dataclasses.replace(HASTY, foreign_cpu=0.75)
    lab = Lab(watch=FakeWatch(Seen(foreign_cpu=0.6)), bounds=bounds)
    outcome = await lab.measure(plan(stop=FEW))
    assert lab.trial().notes == ("Other programs were allowed 75% of the processor.",)
    assert (lab.reasons, outcome.cells[0].n) == (set(), 2)


async def test_a_guest_that_sleeps_in_memory_is_noted_and_harms_nothing() -> None:
    lab = Lab(node=node(MODEL, "llama3.2:1b"), bounds=HASTY)
    await load(lab, "llama3.2:1b")
    outcome = await lab.measure(plan(stop=FEW))
    assert lab.trial().notes == ("Not quiet: model llama3.2:1b stays in memory.",)
    assert (lab.reasons, outcome.cells[0].n) == (set(), 2)
    assert [it.model.name.shown for it in lab.node.loaded()] == ["llama3.2:1b"]


async def test_a_guest_that_works_flags_the_sample() -> None:
    lab = Lab(node=node(MODEL, "llama3.2:1b"), bounds=HASTY)
    await load(lab, "llama3.2:1b")

    def work() -> None:
        guest = lab.node.find("llama3.2:1b")
        for it in lab.node.loaded():
            if it.model is guest:
                it.until = lab.node.clock.now().replace(year=2027)

    during(lab, work)
    lab.plan = plan(stop=ONE)
    await lab.measure()
    assert lab.reasons == {Reason.FOREIGN_LOAD}


async def test_a_guest_that_comes_flags_the_sample() -> None:
    lab = Lab(node=node(MODEL, "llama3.2:1b"), bounds=HASTY)
    guest = lab.node.find("llama3.2:1b")
    assert guest is not None

    def come() -> None:
        (mine,) = [it for it in lab.node.loaded() if it.model is not guest]
        key = guest.name.key
        lab.node._loaded.setdefault(key, dataclasses.replace(mine, model=guest))

    during(lab, come)
    outcome = await lab.measure(plan(stop=FEW))
    assert lab.reasons == {Reason.FOREIGN_LOAD}
    # from then on it sleeps: it is noted, and nothing is flagged any more
    assert (outcome.rejected, outcome.cells[0].n) == (1, 2)
    assert lab.trial().notes == ("Not quiet: model llama3.2:1b stays in memory.",)


async def load(lab: Lab, model: str) -> None:
    found = lab.node.find(model)
    assert found is not None
    async with lab.node.use(found, {}, -1):
        pass


class TestChecks:
    @staticmethod
    def prompts(*checks: Exact | Regex | JsonSchema) -> Prompts:
        return Prompts(id="own", title="Own", prompts=("Say it.",), output_tokens=8, checks=checks)

    async def test_passes_and_failures_stand_beside_the_rates(self) -> None:
        lab = Lab()
        await lab.measure(
            plan(self.prompts(Regex(pattern=r"^ \w+"), Exact(text="Paris")), stop=FEW)
        )
        for sample in lab.samples:
            (request,) = sample.requests
            assert [(c.check, c.passed) for c in request.checks] == [
                ("regex", True),
                ("exact", False),
            ]
        assert [(r.checks, r.passed) for r in lab.results("own@1")] == [(1, 0), (1, 0)]

    async def test_own_prompts_begin_anew_each_time(self) -> None:
        lab = Lab()
        outcome = await lab.measure(plan(self.prompts(), stop=FEW))
        assert outcome.rejected == 0


class Templated(Transport):
    """A chat template with a long beginning, the same for every chat."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/chat":
            body = json.loads(await request.aread())
            head = {"role": "system", "content": "be kind and true " * 10}
            body["messages"].insert(0, head)
            request = httpx.Request("POST", request.url, json=body)
        return await super().handle_async_request(request)


async def test_the_template_of_a_chat_is_no_cache_hit() -> None:
    lab = Lab()
    outcome = await lab.measure(
        plan(BUILTIN["chat"], SMALL, stop=FEW), transport=Templated(lab.node)
    )
    assert outcome.rejected == 0
    chats = [sample.requests[0].record.counters for sample in lab.of("chat@1")]
    assert [(c.prompt_eval_count, c.prompt_eval_cached_count) for c in chats] == [(512, 40)] * 2
