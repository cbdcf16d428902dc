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
from obt.measure.workloads import Settings, Workload
from obt.sdk.benchmarks.models import (
    Benchmark,
    BenchmarkCell,
    BenchmarkCreate,
    BenchmarkCreated,
    BenchmarkState,
    BenchmarkSummary,
    LeftOut,
    Part,
    Provenance,
    TakenSample,
    WorkloadFile,
    WorkloadItem,
)

__all__ = [
    "Benchmark",
    "BenchmarkCell",
    "BenchmarkCreate",
    "BenchmarkCreated",
    "BenchmarkState",
    "BenchmarkSummary",
    "LeftOut",
    "Part",
    "Provenance",
    "Settings",
    "StopRule",
    "TakenSample",
    "Workload",
    "WorkloadFile",
    "WorkloadItem",
]
