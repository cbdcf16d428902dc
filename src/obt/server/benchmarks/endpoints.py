"""/api/v1/benchmarks, and a client's own routes for its part in one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from obt.server.benchmarks.schemas import (
    Benchmark,
    BenchmarkCreate,
    BenchmarkCreated,
    BenchmarkSummary,
    TakenResult,
    TakenSample,
)
from obt.server.benchmarks.service import BenchmarkService
from obt.server.core.idempotency import IdempotencyKey
from obt.server.core.locks import Admin
from obt.server.core.paging import Cursor, Limit
from obt.server.core.problems import documented
from obt.server.core.schemas import Page
from obt.server.registry.own import Own
from obt.wire.benchmarks import BenchmarkReport, BenchmarkStanding
from obt.wire.types import ClientId

router = APIRouter(prefix="/api/v1", tags=["benchmarks"])


def _service(request: Request) -> BenchmarkService:
    service: BenchmarkService = request.app.state.benchmarks
    return service


Service = Annotated[BenchmarkService, Depends(_service)]
Id = Annotated[UUID, Path()]


@router.post(
    "/benchmarks",
    operation_id="createBenchmark",
    status_code=202,
    dependencies=[Admin],
    responses=documented(400, 401, 403, 409, 413, 422),
)
async def create(
    body: BenchmarkCreate, service: Service, idempotency_key: IdempotencyKey = None
) -> BenchmarkCreated:
    """Measure every model with every workload on each client: one job per machine, which nothing
    else runs beside. Samples are stored as they are taken."""
    return await service.create(body, idempotency_key)


@router.get(
    "/benchmarks",
    operation_id="listBenchmarks",
    dependencies=[Admin],
    responses=documented(400, 401, 403, 422),
)
async def list_benchmarks(
    service: Service,
    client_id: Annotated[
        ClientId | None, Query(description="Only those in which it takes part")
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[BenchmarkSummary]:
    """Newest first."""
    return await service.shown.page(limit, cursor, client_id)


@router.get(
    "/benchmarks/{benchmark_id:uuid}",
    operation_id="getBenchmark",
    dependencies=[Admin],
    responses=documented(401, 403, 404, 422),
)
async def get(benchmark_id: Id, service: Service) -> Benchmark:
    """As it stands: while it goes on, of the samples so far."""
    return await service.shown.get(benchmark_id)


@router.get(
    "/benchmarks/{benchmark_id:uuid}/samples",
    operation_id="listSamples",
    dependencies=[Admin],
    responses=documented(400, 401, 403, 404, 422),
)
async def list_samples(
    benchmark_id: Id,
    service: Service,
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most")] = 50,
    cursor: Cursor = None,
) -> Page[TakenSample]:
    """As they were taken, with their stamps and telemetry."""
    return await service.shown.samples(benchmark_id, limit, cursor)


@router.get(
    "/benchmarks/{benchmark_id:uuid}/samples/{number}",
    operation_id="getSample",
    dependencies=[Admin],
    responses=documented(401, 403, 404, 422),
)
async def get_sample(
    benchmark_id: Id, number: Annotated[int, Path(ge=1, lt=2**63)], service: Service
) -> TakenSample:
    """One of them, with its stamps and telemetry."""
    return await service.shown.sample(benchmark_id, number)


@router.get(
    "/benchmarks/{benchmark_id:uuid}/results",
    operation_id="listResults",
    dependencies=[Admin],
    responses=documented(400, 401, 403, 404, 422),
)
async def list_results(
    benchmark_id: Id,
    service: Service,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at most")] = 500,
    cursor: Cursor = None,
) -> Page[TakenResult]:
    """What each sample says, small: values and reasons, as distributions are drawn from."""
    return await service.shown.taken(benchmark_id, limit, cursor)


@router.post(
    "/benchmarks/{benchmark_id:uuid}/cancel",
    operation_id="cancelBenchmark",
    dependencies=[Admin],
    responses=documented(401, 403, 404, 409, 422),
)
async def cancel(benchmark_id: Id, service: Service) -> Benchmark:
    """On all machines. What was measured stays."""
    await service.cancel(benchmark_id)
    return await service.shown.get(benchmark_id)


@router.post(
    "/benchmarks/{benchmark_id:uuid}/pause",
    operation_id="pauseBenchmark",
    dependencies=[Admin],
    responses=documented(401, 403, 404, 409, 422),
)
async def pause(benchmark_id: Id, service: Service) -> Benchmark:
    """Frees its machines; resume goes on where each stopped."""
    await service.pause(benchmark_id)
    return await service.shown.get(benchmark_id)


@router.post(
    "/benchmarks/{benchmark_id:uuid}/resume",
    operation_id="resumeBenchmark",
    dependencies=[Admin],
    responses=documented(401, 403, 404, 409, 422),
)
async def resume(benchmark_id: Id, service: Service) -> Benchmark:
    """After a pause, a failure or a cancel: nothing that was measured is measured again."""
    await service.resume(benchmark_id)
    return await service.shown.get(benchmark_id)


@router.delete(
    "/benchmarks/{benchmark_id:uuid}",
    operation_id="deleteBenchmark",
    status_code=204,
    dependencies=[Admin],
    responses=documented(401, 403, 404, 409, 422),
)
async def remove(benchmark_id: Id, service: Service) -> None:
    """With its samples. Not while it goes on."""
    await service.remove(benchmark_id)


@router.get(
    "/clients/{client_id}/benchmarks/{benchmark_id:uuid}",
    operation_id="getStanding",
    responses=documented(401, 403, 404, 422),
)
async def standing(client_id: Own, benchmark_id: Id, service: Service) -> BenchmarkStanding:
    """For the client itself: its plan, and what is stored of its part."""
    return await service.intake.standing(client_id, benchmark_id)


@router.post(
    "/clients/{client_id}/benchmarks/{benchmark_id:uuid}/reports",
    operation_id="reportBenchmark",
    status_code=204,
    responses=documented(400, 401, 403, 404, 413, 422),
)
async def report(client_id: Own, benchmark_id: Id, body: BenchmarkReport, service: Service) -> None:
    """Trials and samples, as they are taken. What is told twice is stored once."""
    await service.intake.report(client_id, benchmark_id, body)
