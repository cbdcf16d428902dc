"""A simulated Ollama whose clock is also the runner's: a benchmark of minutes takes none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.client.fakes import ADDRESS

from obt.client.benchmarks.measure import Outcome, measure
from obt.client.benchmarks.rig import Bounds, Time
from obt.client.benchmarks.sink import MemorySink
from obt.client.benchmarks.watch import Seen
from obt.client.probes.reading import Missing
from obt.measure.plan import StopRule
from obt.measure.report.samples import SampleResult, result_of
from obt.measure.sample import CellKey, Sample, Trial
from obt.measure.validity import Reason
from obt.measure.workloads import Workload, cases_of
from obt.measure.workloads.models import Generation
from obt.simulate.ollama import V0_33_3, Node, Transport, VirtualClock
from obt.wire.benchmarks import BenchmarkPlan
from obt.wire.jobs import Progress

MODEL = "smollm2:135m"
SMALL = Generation(id="small", title="Small", prompt_tokens=40, output_tokens=32)


def plan(*workloads: Workload, models: Sequence[str] = (MODEL,), **more: Any) -> BenchmarkPlan:
    return BenchmarkPlan(
        benchmark_id=UUID(int=7),
        models=list(models),
        workloads=list(workloads or (SMALL,)),
        seed="a seed",
        **{"stop": StopRule(min_samples=6, max_samples=6)} | more,
    )


@dataclass
class FakeWatch:
    """Sees what a test says, and does what it wants before and after each look."""

    seen: Seen = field(default_factory=Seen)
    at_begin: Callable[[], None] = lambda: None
    at_end: Callable[[], None] = lambda: None

    async def begin(self) -> None:
        self.at_begin()

    async def end(self) -> Seen:
        self.at_end()
        return self.seen


@dataclass
class Lab(MemorySink):
    """A node under measurement, and what was told of it."""

    node: Node = field(default_factory=lambda: node())
    bounds: Bounds = field(default_factory=Bounds)
    watch: FakeWatch = field(default_factory=FakeWatch)
    told: list[Progress] = field(default_factory=list)
    plan: BenchmarkPlan = field(default_factory=plan)

    @property
    def time(self) -> Time:
        clock = self.node.clock
        return Time(stamp=clock.ns, utc=clock.now, sleep=clock.sleep)

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        return Transport(self.node)

    async def measure(self, wanted: BenchmarkPlan | None = None, **more: Any) -> Outcome:
        self.plan = wanted or self.plan
        defaults: dict[str, Any] = {
            "tell": self.told.append,
            "time": self.time,
            "bounds": self.bounds,
            "transport": self.transport,
            "watch": self.watch,
            "folder": lambda: Missing("no folder in this test"),
        }
        return await measure(self.plan, self, ADDRESS, **defaults | more)

    def trial(self, case: str = "small@1", model: str = MODEL) -> Trial:
        return self.by_cell[CellKey(model=model, case=case)]

    def of(self, case: str = "small@1", model: str = MODEL) -> list[Sample]:
        return [s for s in self.samples if s.cell == CellKey(model=model, case=case)]

    def results(self, case: str = "small@1", model: str = MODEL) -> list[SampleResult]:
        (found,) = [c for w in self.plan.workloads for c in cases_of(w) if c.key == case]
        trial = self.trial(case, model)
        return [result_of(sample, found, trial) for sample in self.of(case, model)]

    @property
    def reasons(self) -> set[Reason]:
        return {r.reason for s in self.samples for q in s.requests for r in q.rejections}

    @property
    def said(self) -> list[str]:
        return [progress.status for progress in self.told]


def node(*models: str, **more: Any) -> Node:
    defaults: dict[str, Any] = {"clock": VirtualClock(), "profile": V0_33_3}
    made = Node(**defaults | more)
    made.install(*(models or (MODEL,)))
    return made


@pytest.fixture
def lab() -> Lab:
    return Lab()
