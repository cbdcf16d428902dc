"""`Obt.benchmarks` and `Obt.workloads`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from obt.measure.catalogue import ReportedName
from obt.measure.report.verdicts import GateReport, Verdicts
from obt.measure.workloads import Workload
from obt.sdk.benchmarks import calls, flows
from obt.sdk.benchmarks.calls import Id
from obt.sdk.benchmarks.fleet import Advice, CellHistory, Leaderboard
from obt.sdk.benchmarks.flows import OnChange
from obt.sdk.benchmarks.models import (
    Alike,
    Benchmark,
    BenchmarkCreate,
    BenchmarkCreated,
    BenchmarkSummary,
    ExportFormat,
    Imported,
    TakenSample,
    WorkloadFile,
    WorkloadItem,
)
from obt.sdk.flows import one
from obt.sdk.waiting import OnContact

if TYPE_CHECKING:
    from obt.sdk.blocking import Obt


class Benchmarks:
    """Every method raises ObtError."""

    def __init__(self, obt: "Obt") -> None:
        self._run = obt.run

    def create(self, wish: BenchmarkCreate) -> BenchmarkCreated:
        """Begin to measure. Sent again where the answer got lost; begins once."""
        return self._run(flows.create(wish))

    def all(self, most: int | None = None) -> list[BenchmarkSummary]:
        """Newest first."""
        return self._run(flows.newest(most))

    def get(self, benchmark_id: Id) -> Benchmark:
        """As it stands: while it goes on, with the results of the samples so far."""
        return self._run(one(calls.benchmark(benchmark_id)))

    def samples(self, benchmark_id: Id) -> list[TakenSample]:
        """As they were taken: with stamps and telemetry."""
        return self._run(flows.samples(benchmark_id))

    def wait(
        self,
        benchmark_id: Id,
        on_change: OnChange | None = None,
        on_contact: OnContact | None = None,
    ) -> Benchmark:
        """Until nothing of it goes on: it has ended, or is paused."""
        return self._run(flows.wait(benchmark_id, on_change, on_contact))

    def cancel(self, benchmark_id: Id) -> Benchmark:
        """What was measured stays."""
        return self._run(one(calls.change(benchmark_id, "cancel")))

    def pause(self, benchmark_id: Id) -> Benchmark:
        """Its machines are free until it is resumed."""
        return self._run(one(calls.change(benchmark_id, "pause")))

    def resume(self, benchmark_id: Id) -> Benchmark:
        """Each machine goes on where it stopped."""
        return self._run(one(calls.change(benchmark_id, "resume")))

    def compare(
        self,
        a: Id,
        b: Id,
        alike: Alike = "client,model,workload",
        metrics: Sequence[ReportedName] = (),
    ) -> Verdicts:
        """Ratios A / B with a 95 % interval and a verdict, judged together.

        Args:
            b: another benchmark, or the same: then its own cells.
            alike: what two cells must have in common to be compared.
            metrics: default: the primary one of each cell's workload.
        """
        return self._run(one(calls.compare(a, b, alike, metrics)))

    def gate(
        self,
        benchmark_id: Id,
        baseline: Id,
        tolerance: float = 0.05,
        metrics: Sequence[ReportedName] = (),
        *,
        strict: bool = False,
    ) -> GateReport:
        """Is any cell of the baseline worse than before, by more than the tolerance (relative)?

        Args:
            strict: a cell that is undecided makes the outcome undecided.
        """
        return self._run(one(calls.gate(benchmark_id, baseline, tolerance, metrics, strict=strict)))

    def export(self, benchmark_id: Id, format: ExportFormat = "json") -> bytes:
        """With its provenance; `json` and `jsonl` can be imported elsewhere."""
        return self._run(one(calls.export(benchmark_id, format))).body

    def take(self, file: bytes) -> Imported:
        """Import what another OBT exported, or what was measured without a server."""
        return self._run(one(calls.take(file)))

    def history(self, client_id: str, model: str, workload: str) -> CellHistory:
        """Each time a cell was measured, and what had changed. `workload`: an id, or a case."""
        return self._run(one(calls.history(client_id, model, workload)))

    def leaderboard(self, workload: str) -> Leaderboard:
        """The newest result of each model on each machine."""
        return self._run(one(calls.leaderboard(workload)))

    def advice(
        self,
        model: str,
        workload: str = "chat",
        *,
        ttft: float | None = None,
        tpot: float | None = None,
        e2e: float | None = None,
    ) -> Advice:
        """Which machine for this model, and whether it keeps the limits (seconds)."""
        return self._run(one(calls.advice(model, workload, ttft, tpot, e2e)))

    def delete(self, benchmark_id: Id) -> None:
        """With its samples; not while it goes on."""
        self._run(one(calls.delete(benchmark_id)))


class Workloads:
    """Every method raises ObtError."""

    def __init__(self, obt: "Obt") -> None:
        self._run = obt.run

    def all(self) -> list[WorkloadItem]:
        """Those that come with OBT, then own ones; each in its newest version."""
        return self._run(one(calls.workloads())).items

    def get(self, workload_id: str, version: int | None = None) -> WorkloadItem:
        """The newest version, unless another one is named."""
        return self._run(one(calls.workload(workload_id, version)))

    def create(self, workload: Workload) -> WorkloadItem:
        return self._run(one(calls.create_workload(workload)))

    def read(self, file: WorkloadFile) -> WorkloadItem:
        """Make one from a file's text."""
        return self._run(one(calls.read_workload(file)))

    def change(self, workload: Workload) -> WorkloadItem:
        """A new version of the one with its id; results keep the version that they used."""
        return self._run(one(calls.change_workload(workload)))

    def delete(self, workload_id: str) -> None:
        """No new benchmark can use it; results that did keep it."""
        self._run(one(calls.delete_workload(workload_id)))
