"""A server that keeps a benchmark as the contract says, and can be away or killed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import httpx
from tests.client.benchmarks.conftest import plan

from obt.measure.report.samples import result_of
from obt.measure.sample import CellKey, Sample, Trial
from obt.measure.workloads import cases_of
from obt.wire.benchmarks import (
    BenchmarkPlan,
    BenchmarkReport,
    BenchmarkStanding,
    Machine,
    Taken,
)


@dataclass
class FakeServer:
    plan: BenchmarkPlan = field(default_factory=plan)
    machine: Machine | None = None
    trials: dict[CellKey, Trial] = field(default_factory=dict)
    samples: dict[tuple[CellKey, int], Sample] = field(default_factory=dict)
    told: list[tuple[CellKey, int]] = field(default_factory=list)  #: Also what was known
    calls: list[str] = field(default_factory=list)
    away: Callable[[str], bool] = lambda _: False  #: Of a call `METHOD path`
    deaf: Callable[[str], bool] = lambda _: False  #: It commits, and its answer is lost
    status: int | None = None

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = f"/api/v1/clients/me/benchmarks/{self.plan.benchmark_id}"
        assert request.headers["authorization"] == "Bearer secret"
        call = f"{request.method} {request.url.path.removeprefix(path)}"
        self.calls.append(call)
        if self.away(call):
            raise httpx.ConnectError("refused")
        if self.status is not None:
            return httpx.Response(self.status, text="no")
        match call:
            case "GET ":
                return httpx.Response(200, content=self.standing().model_dump_json())
            case "POST /reports":
                self.take(BenchmarkReport.model_validate_json(request.content))
                if self.deaf(call):
                    raise httpx.ReadError("connection reset")
                return httpx.Response(204)
            case _:
                return httpx.Response(404)

    def take(self, report: BenchmarkReport) -> None:
        self.machine = self.machine or report.machine
        self.trials.update({trial.cell: trial for trial in report.trials})
        for sample in report.samples:
            assert sample.cell in self.trials, "a sample came before its trial"
            key = (sample.cell, sample.round)
            self.told.append(key)
            self.samples.setdefault(key, sample)

    def standing(self) -> BenchmarkStanding:
        cases = {case.key: case for work in self.plan.workloads for case in cases_of(work)}
        taken = []
        for (cell, number), sample in self.samples.items():
            case = cases[cell.case]
            values = result_of(sample, case, self.trials[cell]).values.get(case.primary, ())
            value = median(values) if values else None
            taken.append(Taken(cell=cell, round=number, counted=bool(values), value=value))
        return BenchmarkStanding(
            plan=self.plan,
            machine=self.machine,
            trials=list(self.trials.values()),
            taken=taken,
            elapsed_s=10.0,
        )
