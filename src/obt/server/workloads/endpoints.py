"""/api/v1/workloads."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from obt.measure.workloads.models import WorkloadId
from obt.server.core.locks import Admin
from obt.server.core.problems import documented
from obt.server.workloads.schemas import WorkloadBody, WorkloadFile, WorkloadItem, WorkloadList
from obt.server.workloads.service import WorkloadService

router = APIRouter(prefix="/api/v1/workloads", tags=["workloads"], dependencies=[Admin])


def _service(request: Request) -> WorkloadService:
    service: WorkloadService = request.app.state.workloads
    return service


Service = Annotated[WorkloadService, Depends(_service)]
Id = Annotated[WorkloadId, Path(examples=["decode"])]


@router.get("", operation_id="listWorkloads", responses=documented(401, 403))
async def list_workloads(service: Service) -> WorkloadList:
    """What a benchmark may ask of a model: built-in ones, then own ones."""
    items = await service.all()
    return WorkloadList(items=items, total=len(items))


@router.post(
    "",
    operation_id="createWorkload",
    status_code=201,
    responses=documented(400, 401, 403, 409, 413, 422),
)
async def create(body: WorkloadBody, service: Service) -> WorkloadItem:
    return await service.create(body.root)


@router.post(
    "/files",
    operation_id="readWorkload",
    status_code=201,
    responses=documented(400, 401, 403, 409, 413, 422),
)
async def read(body: WorkloadFile, service: Service) -> WorkloadItem:
    """Make one from a file: Markdown prompts with front matter, or a JSONL trace."""
    return await service.read(body)


@router.get("/{workload_id}", operation_id="getWorkload", responses=documented(401, 403, 404, 422))
async def get(
    workload_id: Id,
    service: Service,
    version: Annotated[
        int | None, Query(ge=1, le=1_000_000, description="Default: the newest")
    ] = None,
) -> WorkloadItem:
    """Every version that results may have used is kept."""
    return await service.get(workload_id, version)


@router.put(
    "/{workload_id}",
    operation_id="changeWorkload",
    responses=documented(400, 401, 403, 404, 409, 413, 422),
)
async def change(workload_id: Id, body: WorkloadBody, service: Service) -> WorkloadItem:
    """A new version, where the work changed; earlier results keep theirs."""
    return await service.replace(workload_id, body.root)


@router.delete(
    "/{workload_id}",
    operation_id="deleteWorkload",
    status_code=204,
    responses=documented(401, 403, 404, 409, 422),
)
async def remove(workload_id: Id, service: Service) -> None:
    """No new benchmark can use it; results that did keep it."""
    await service.remove(workload_id)
