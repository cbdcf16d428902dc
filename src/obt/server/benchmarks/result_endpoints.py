"""/api/v1/benchmarks: comparing, gating, export and import."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from obt.handout import handout
from obt.measure.catalogue import ReportedName
from obt.measure.report.verdicts import GateReport, Verdicts
from obt.server.benchmarks import writing
from obt.server.benchmarks.schemas import Alike, ExportFormat, Imported
from obt.server.benchmarks.service import BenchmarkService
from obt.server.core.locks import Admin
from obt.server.core.problems import documented

router = APIRouter(prefix="/api/v1/benchmarks", tags=["benchmarks"], dependencies=[Admin])


def _service(request: Request) -> BenchmarkService:
    service: BenchmarkService = request.app.state.benchmarks
    return service


Service = Annotated[BenchmarkService, Depends(_service)]
Id = Annotated[UUID, Path()]
Metrics = Annotated[
    list[ReportedName] | None,
    Query(description="Default: the primary one of each cell's workload"),
]
ENDINGS = {"benchstat": "txt"}
TYPES = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
    "md": "text/markdown",
    "html": "text/html",
    "benchstat": "text/plain",
}


@router.get(
    "/compare",
    operation_id="compareBenchmarks",
    responses=documented(400, 401, 403, 404, 422),
)
async def compare(
    service: Service,
    a: Annotated[UUID, Query(description="A benchmark")],
    b: Annotated[UUID, Query(description="Another one, or the same: then its own cells")],
    alike: Annotated[
        Alike, Query(description="What two cells must have in common to be compared")
    ] = "client,model,workload",
    metric: Metrics = None,
) -> Verdicts:
    """Ratio of the medians of A and B with a 95 % interval and a verdict, all judged together
    (Holm). What did not do the same work is shown with what differs, and without a verdict."""
    return await service.comparing.compare(a, b, alike, metric)


@router.get(
    "/{benchmark_id:uuid}/gate",
    operation_id="gateBenchmark",
    responses=documented(401, 403, 404, 422),
)
async def gate(
    benchmark_id: Id,
    service: Service,
    baseline: Annotated[UUID, Query(description="The benchmark that it must not be worse than")],
    tolerance: Annotated[float, Query(ge=0, lt=1, description="Relative: 0.05 = 5 %")] = 0.05,
    metric: Metrics = None,
    strict: Annotated[bool, Query(description="Undecided counts as failed")] = False,
) -> GateReport:
    """Is anything worse than before: a verdict for each cell of the baseline."""
    return await service.comparing.gate(baseline, benchmark_id, tolerance, metric, strict=strict)


@router.get(
    "/{benchmark_id:uuid}/export",
    operation_id="exportBenchmark",
    response_class=Response,
    responses={
        200: {
            "description": "The file",
            "content": {media: {"schema": {"type": "string"}} for media in TYPES.values()},
        },
        **documented(401, 403, 404, 422),
    },
)
async def export(
    benchmark_id: Id,
    service: Service,
    format: Annotated[ExportFormat, Query()] = "json",
) -> Response:
    """With its provenance. `json` and `jsonl` hold everything and can be imported elsewhere; `html`
    is a report that opens from disk."""
    found = await service.files.export(benchmark_id)
    name = f"obt-{benchmark_id}.{ENDINGS.get(format, format)}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if format == "md":
        text = writing.markdown(await service.shown.get(benchmark_id), found.head)
        return Response(text, media_type=TYPES[format], headers=headers)
    if format == "html":
        cells, state = await service.shown.measured(benchmark_id)
        judged = await service.comparing.within(benchmark_id)
        text = await asyncio.to_thread(handout, found.head, cells, state, judged)
        return Response(text, media_type=TYPES[format], headers=headers)
    body = {
        "json": found.document(),
        "jsonl": found.lines(),
        "csv": writing.csv_lines(found.head, found.samples()),
        "benchstat": writing.benchstat_lines(found.head, found.samples()),
    }[format]
    return StreamingResponse(body, media_type=TYPES[format], headers=headers)


@router.post(
    "/import",
    operation_id="importBenchmark",
    status_code=201,
    responses=documented(400, 401, 403, 409, 413, 422),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"type": "object", "additionalProperties": True}},
                "text/plain": {"schema": {"type": "string", "description": "JSONL"}},
            },
        }
    },
)
async def take(request: Request, service: Service) -> Imported:
    """An export (`json` or `jsonl`) of another OBT, or of `obt bench run --local`."""
    return await service.files.take(await request.body())
