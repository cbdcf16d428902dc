"""/api/v1/jobs and /api/v1/batches."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from obt.server.core.idempotency import IdempotencyKey
from obt.server.core.locks import Admin
from obt.server.core.paging import Cursor, Limit
from obt.server.core.problems import documented
from obt.server.core.schemas import Page
from obt.server.core.search import Q
from obt.server.jobs.listing import JobList
from obt.server.jobs.repository import Filter
from obt.server.jobs.schemas import JobBatch, JobsCreate
from obt.server.jobs.service import JobService
from obt.server.views.jobs import Job
from obt.wire.jobs import JobState
from obt.wire.types import ClientId

router = APIRouter(prefix="/api/v1", tags=["jobs"], dependencies=[Admin])


def _service(request: Request) -> JobService:
    service: JobService = request.app.state.jobs.service
    return service


def _list(request: Request) -> JobList:
    found: JobList = request.app.state.jobs.list
    return found


Service = Annotated[JobService, Depends(_service)]


@router.post(
    "/jobs",
    operation_id="createJobs",
    status_code=202,
    responses=documented(400, 401, 403, 409, 413, 422),
)
async def create(
    body: JobsCreate, service: Service, idempotency_key: IdempotencyKey = None
) -> JobBatch:
    """File one operation on each target. They are durable from here on, and run when they can."""
    return await service.create(body, idempotency_key)


@router.get("/jobs", operation_id="listJobs", responses=documented(400, 401, 403, 422))
async def list_jobs(
    jobs: Annotated[JobList, Depends(_list)],
    q: Q = "",
    state: Annotated[JobState | None, Query(description="Only these")] = None,
    client_id: Annotated[ClientId | None, Query(description="Only on this client")] = None,
    batch_id: Annotated[UUID | None, Query(description="Only of this batch")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Job]:
    """Newest first."""
    return await jobs.page(q, Filter(state, client_id, batch_id), limit, cursor)


@router.get("/jobs/{job_id}", operation_id="getJob", responses=documented(401, 403, 404, 422))
async def get(job_id: UUID, service: Service) -> Job:
    """With its whole result."""
    return await service.get(job_id)


@router.post(
    "/jobs/{job_id}/cancel",
    operation_id="cancelJob",
    responses=documented(401, 403, 404, 409, 422),
)
async def cancel(job_id: UUID, service: Service) -> Job:
    """At once where it is queued; a running one is `cancelling` until its client has stopped it."""
    return await service.cancel(job_id)


@router.post(
    "/jobs/{job_id}/retry", operation_id="retryJob", responses=documented(401, 403, 404, 409, 422)
)
async def retry(job_id: UUID, service: Service) -> Job:
    """A new attempt of a job that failed, was cancelled or was lost."""
    return await service.retry(job_id)


@router.get(
    "/batches/{batch_id}", operation_id="getBatch", responses=documented(401, 403, 404, 422)
)
async def get_batch(batch_id: UUID, service: Service) -> JobBatch:
    return await service.batch(batch_id)


@router.post(
    "/batches/{batch_id}/cancel",
    operation_id="cancelBatch",
    responses=documented(401, 403, 404, 422),
)
async def cancel_batch(batch_id: UUID, service: Service) -> JobBatch:
    """All of it that is not ended."""
    return await service.cancel_batch(batch_id)


@router.post(
    "/batches/{batch_id}/retry",
    operation_id="retryBatch",
    responses=documented(401, 403, 404, 409, 422),
)
async def retry_batch(batch_id: UUID, service: Service) -> JobBatch:
    """Those of it that failed or were lost."""
    return await service.retry_batch(batch_id)
