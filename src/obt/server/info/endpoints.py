"""/health, /ready, /metrics and /api/v1/info: what a server says of itself."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

import obt
from obt.server.core.clock import Clock
from obt.server.core.locks import Admin, Locks, locks_of
from obt.server.core.problems import documented
from obt.server.core.settings import LOG_KEPT, ServerSettings
from obt.server.db.engine import Database
from obt.server.info.metrics import Metrics
from obt.server.info.schemas import FleetCounts, Health, Info, PublicSettings, Ready
from obt.server.registry.registry import Registry
from obt.server.views.clients import Status
from obt.wire import PROTOCOL

router = APIRouter(tags=["server"])


@router.get("/health", operation_id="getHealth", responses=documented(403))
async def health() -> Health:
    """The process answers."""
    return Health()


@router.get(
    "/ready",
    operation_id="getReady",
    responses={
        503: {"description": "The database is not reachable", "model": Ready},
        **documented(403),
    },
)
async def ready(request: Request, response: Response) -> Ready:
    """The database is reachable and migrated: requests can be served."""
    db: Database = request.app.state.db
    try:
        await db.ping()
    except SQLAlchemyError:
        response.status_code = 503
        return Ready(status="not ready", database="not reachable")
    return Ready(status="ready", database="reachable and migrated")


@router.get("/metrics", include_in_schema=False, dependencies=[Admin])
async def metrics(request: Request) -> Response:
    collected: Metrics = request.app.state.metrics
    return Response(generate_latest(collected.collectors), media_type=CONTENT_TYPE_LATEST)


@router.get(
    "/api/v1/info",
    operation_id="getInfo",
    dependencies=[Admin],
    responses=documented(401, 403),
)
async def info(request: Request, locks: Annotated[Locks, Depends(locks_of)]) -> Info:
    """Version, uptime, counts, and the settings that clients and pages may know."""
    registry: Registry = request.app.state.registry
    clock: Clock = request.app.state.clock
    settings: ServerSettings = request.app.state.settings
    clients = list(registry)
    live = list(registry.not_offline())
    counts = FleetCounts(
        clients=len(clients),
        online=sum(registry.standing(c.client_id).status is Status.ONLINE for c in clients),
        models=len({name for c in live for name in c.models}),
        installed=sum(len(c.models) for c in live),
        loaded=sum(len(c.loaded) for c in live),
        jobs=sum(registry.open_jobs(c.client_id) for c in clients),
    )
    return Info(
        version=obt.__version__,
        protocol=PROTOCOL,
        uptime_s=round(clock.monotonic() - request.app.state.started_at, 3),
        counts=counts,
        settings=PublicSettings(
            heartbeat_interval_s=registry.rules.interval_s,
            client_timeout_s=registry.rules.timeout_s,
            telemetry_history_days=settings.telemetry_history_days,
            log_history_days=LOG_KEPT / timedelta(days=1),
            job_history_days=settings.job_history_days,
            enroll_required=locks.enroll_required,
        ),
    )
