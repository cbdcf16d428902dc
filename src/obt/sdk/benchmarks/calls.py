"""Each call about benchmarks and workloads as a value."""

from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote
from uuid import UUID

from obt.measure.catalogue import ReportedName
from obt.measure.report.verdicts import GateReport, Verdicts
from obt.measure.workloads import Workload
from obt.sdk.benchmarks.fleet import Advice, CellHistory, Leaderboard
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
    WorkloadList,
)
from obt.sdk.calls import MOST, Call, Content, RawCall, given
from obt.sdk.models import Page

Id = UUID | str
Metrics = Sequence[ReportedName]
ROOT = "/api/v1/benchmarks"
WORKLOADS = "/api/v1/workloads"
MOST_SAMPLES = 200  #: What the server gives at once
Verb = Literal["cancel", "pause", "resume"]


def create(wish: BenchmarkCreate, key: str) -> Call[BenchmarkCreated]:
    return Call("POST", ROOT, BenchmarkCreated, headers={"Idempotency-Key": key}, body=wish)


def benchmarks(limit: int = MOST, cursor: str | None = None) -> Call[Page[BenchmarkSummary]]:
    return Call("GET", ROOT, Page[BenchmarkSummary], given(limit=limit, cursor=cursor))


def benchmark(benchmark_id: Id) -> Call[Benchmark]:
    return Call("GET", f"{ROOT}/{benchmark_id}", Benchmark)


def samples(benchmark_id: Id, cursor: str | None = None) -> Call[Page[TakenSample]]:
    params = given(limit=MOST_SAMPLES, cursor=cursor)
    return Call("GET", f"{ROOT}/{benchmark_id}/samples", Page[TakenSample], params)


def change(benchmark_id: Id, verb: Verb) -> Call[Benchmark]:
    return Call("POST", f"{ROOT}/{benchmark_id}/{verb}", Benchmark)


def delete(benchmark_id: Id) -> RawCall:
    return RawCall("DELETE", f"{ROOT}/{benchmark_id}", Content)


def compare(a: Id, b: Id, alike: Alike, metrics: Metrics = ()) -> Call[Verdicts]:
    params = given(a=str(a), b=str(b), alike=alike, metric=tuple(metrics))
    return Call("GET", f"{ROOT}/compare", Verdicts, params)


def gate(
    benchmark_id: Id, baseline: Id, tolerance: float, metrics: Metrics = (), *, strict: bool = False
) -> Call[GateReport]:
    params = given(
        baseline=str(baseline),
        tolerance=tolerance,
        metric=tuple(metrics),
        strict="true" if strict else None,
    )
    return Call("GET", f"{ROOT}/{benchmark_id}/gate", GateReport, params)


def export(benchmark_id: Id, format: ExportFormat) -> RawCall:
    params, anything = given(format=format), {"Accept": "*/*"}
    return RawCall("GET", f"{ROOT}/{benchmark_id}/export", Content, params, anything)


def take(file: bytes) -> Call[Imported]:
    return Call("POST", f"{ROOT}/import", Imported, body=file)


def history(client_id: str, model: str, workload: str) -> Call[CellHistory]:
    params = given(client_id=client_id, model=model, workload=workload)
    return Call("GET", "/api/v1/history", CellHistory, params)


def leaderboard(workload: str) -> Call[Leaderboard]:
    return Call("GET", "/api/v1/leaderboard", Leaderboard, given(workload=workload))


def advice(
    model: str, workload: str, ttft: float | None, tpot: float | None, e2e: float | None
) -> Call[Advice]:
    params = given(model=model, workload=workload, ttft=ttft, tpot=tpot, e2e=e2e)
    return Call("GET", "/api/v1/advice", Advice, params)


def workloads() -> Call[WorkloadList]:
    return Call("GET", WORKLOADS, WorkloadList)


def workload(workload_id: str, version: int | None = None) -> Call[WorkloadItem]:
    return Call("GET", _named(workload_id), WorkloadItem, given(version=version))


def create_workload(workload: Workload) -> Call[WorkloadItem]:
    return Call("POST", WORKLOADS, WorkloadItem, body=workload)


def change_workload(workload: Workload) -> Call[WorkloadItem]:
    return Call("PUT", _named(workload.id), WorkloadItem, body=workload)


def read_workload(file: WorkloadFile) -> Call[WorkloadItem]:
    return Call("POST", f"{WORKLOADS}/files", WorkloadItem, body=file)


def delete_workload(workload_id: str) -> RawCall:
    return RawCall("DELETE", _named(workload_id), Content)


def _named(workload_id: str) -> str:
    return f"{WORKLOADS}/{quote(workload_id, safe='')}"
