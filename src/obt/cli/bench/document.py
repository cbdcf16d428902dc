"""A benchmark that was measured here, in the shape in which a server tells of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import obt
from obt.measure.report import (
    CellReport,
    MeasuredCell,
    SampleResult,
    cell_report,
    curves_of,
    result_of,
)
from obt.measure.sample import CellKey, Sample, Trial
from obt.measure.workloads import Case, cases_of
from obt.sdk.benchmarks import Benchmark, BenchmarkCell, BenchmarkState, Part, Provenance
from obt.wire.benchmark_file import BenchmarkFile, FilePart
from obt.wire.benchmarks import BenchmarkPlan, Machine
from obt.wire.jobs import Progress


@dataclass
class Measured:
    """One machine's part of a plan, as it grows."""

    plan: BenchmarkPlan
    name: str
    client_id: str
    machine_name: str
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    machine: Machine | None = None
    trials: dict[CellKey, Trial] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    _results: dict[CellKey, list[SampleResult]] = field(default_factory=dict)
    _reports: dict[CellKey, tuple[Trial, int, BenchmarkCell]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cases: Mapping[str, Case] = {
            case.key: case for workload in self.plan.workloads for case in cases_of(workload)
        }

    def add(self, sample: Sample) -> None:
        """Its trial was told before."""
        self.samples.append(sample)
        trial = self.trials[sample.cell]
        result = result_of(sample, self._cases[sample.cell.case], trial)
        self._results.setdefault(sample.cell, []).append(result)

    def cells(self) -> list[MeasuredCell]:
        return [self._cell(key) for key in self.trials]

    def benchmark(
        self, state: BenchmarkState, progress: Progress | None, spent_s: float
    ) -> Benchmark:
        """As it stands. Curves come when it has ended."""
        part = Part(
            client_id=self.client_id,
            client_name=self.machine_name,
            models=list(self.plan.models),
            job_id=None,
            state=state,
            waiting_for=None,
            progress=progress,
            error=None,
            samples=len(self.samples),
            elapsed_s=spent_s,
        )
        return Benchmark(
            benchmark_id=self.plan.benchmark_id,
            name=self.name,
            created_at=self.created_at,
            state=state,
            imported=False,
            clients=[self.client_id],
            models=list(self.plan.models),
            workloads=[workload.id for workload in self.plan.workloads],
            samples=len(self.samples),
            parts=[part],
            cells=[self._report(key) for key in self.trials],
            curves=[] if state == "running" else list(curves_of(self.cells())),
            provenance=Provenance(
                workloads=list(self.plan.workloads),
                settings=self.plan.settings,
                stop=self.plan.stop,
                seed=self.plan.seed,
                grouped=self.plan.grouped,
                machines={self.client_id: self.machine} if self.machine else {},
                left_out=[],
                obt_version=obt.__version__,
            ),
        )

    def file(self, spent_s: float) -> BenchmarkFile:
        """As a server exports and imports it."""
        part = FilePart(
            client_id=self.client_id,
            client_name=self.machine_name,
            models=list(self.plan.models),
            machine=self.machine,
            elapsed_s=spent_s,
            trials=list(self.trials.values()),
            samples=self.samples,
        )
        return BenchmarkFile(
            obt_version=obt.__version__,
            exported_at=datetime.now(UTC),
            benchmark_id=self.plan.benchmark_id,
            name=self.name,
            created_at=self.created_at,
            workloads=list(self.plan.workloads),
            settings=self.plan.settings,
            stop=self.plan.stop,
            seed=self.plan.seed,
            grouped=self.plan.grouped,
            parts=[part],
        )

    def update(self, trials: Iterable[Trial]) -> None:
        self.trials.update((trial.cell, trial) for trial in trials)

    def _cell(self, key: CellKey) -> MeasuredCell:
        return MeasuredCell(
            benchmark_id=str(self.plan.benchmark_id),
            client_id=self.client_id,
            case=self._cases[key.case],
            trial=self.trials[key],
            samples=tuple(self._results.get(key, ())),
        )

    def _report(self, key: CellKey) -> BenchmarkCell:
        """Made anew only where something changed: it is asked for after every sample."""
        cell = self._cell(key)
        known = self._reports.get(key)
        if known is None or known[:2] != (cell.trial, len(cell.samples)):
            known = (cell.trial, len(cell.samples), shown(cell_report(cell)))
            self._reports[key] = known
        return known[2]


def shown(report: CellReport) -> BenchmarkCell:
    """As the API shows it."""
    return BenchmarkCell(
        client_id=report.client_id,
        model=report.cell.model,
        workload=report.cell.case,
        n=report.counted,
        samples=report.samples,
        rejected=list(report.rejected),
        primary=report.primary,
        metrics=report.metrics,
        absent=report.absent,
        ledger=report.ledger,
        drift=report.drift,
        quality=report.quality,
        condition=report.condition,
        warmth=report.warmth,
        stopped=report.stopped,
        failed=report.failed,
        notes=list(report.notes),
    )
