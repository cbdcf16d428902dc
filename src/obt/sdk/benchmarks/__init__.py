"""Benchmarks and workloads of an OBT server: `Obt.benchmarks` and `Obt.workloads`.

from obt.sdk import Obt
from obt.sdk.benchmarks import BenchmarkCreate

with Obt() as obt:
    wish = BenchmarkCreate(clients=["desk"], models=["smollm2:135m"], workloads=["decode"])
    begun = obt.benchmarks.create(wish)
    done = obt.benchmarks.wait(begun.benchmark_id)
    for cell in done.cells:
        show(cell.client_id, cell.model, cell.n, cell.metrics["decode_rate"].median)
"""

from obt.measure.plan import StopRule
from obt.measure.report.verdicts import GateReport, Verdicts
from obt.measure.workloads import Settings, Workload
from obt.sdk.benchmarks.models import (
    Alike,
    Benchmark,
    BenchmarkCell,
    BenchmarkCreate,
    BenchmarkCreated,
    BenchmarkState,
    BenchmarkSummary,
    ExportFormat,
    Imported,
    LeftOut,
    Part,
    Provenance,
    TakenSample,
    WorkloadFile,
    WorkloadItem,
)

__all__ = [
    "Alike",
    "Benchmark",
    "BenchmarkCell",
    "BenchmarkCreate",
    "BenchmarkCreated",
    "BenchmarkState",
    "BenchmarkSummary",
    "ExportFormat",
    "GateReport",
    "Imported",
    "LeftOut",
    "Part",
    "Provenance",
    "Settings",
    "StopRule",
    "TakenSample",
    "Verdicts",
    "Workload",
    "WorkloadFile",
    "WorkloadItem",
]
