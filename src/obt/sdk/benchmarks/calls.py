"""Each call about benchmarks and workloads as a value."""

from typing import Literal
from urllib.parse import quote
from uuid import UUID

from obt.measure.workloads import Workload
from obt.sdk.benchmarks.models import (
    Benchmark,
    BenchmarkCreate,
    BenchmarkCreated,
    BenchmarkSummary,
    TakenSample,
    WorkloadFile,
    WorkloadItem,
    WorkloadList,
)
from obt.sdk.calls import MOST, Call, RawCall, given
from obt.sdk.calls import Content as Content
from obt.sdk.models import Page

Id = UUID | str
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
