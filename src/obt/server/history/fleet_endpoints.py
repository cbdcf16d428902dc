"""/api/v1/telemetry: of all clients at once."""

from fastapi import APIRouter, Request

from obt.server.core.locks import Admin
from obt.server.core.problems import documented
from obt.server.history.history import History
from obt.server.history.schemas import Lately

router = APIRouter(prefix="/api/v1", tags=["clients"], dependencies=[Admin])


@router.get("/telemetry", operation_id="getTelemetry", responses=documented(401, 403))
async def telemetry(request: Request) -> Lately:
    """How busy every client was in the last 15 minutes, in means of 30 seconds.

    For a glance at many; `/clients/{client_id}/history` has all that is measured, and for longer.
    It is told from memory: what was before a restart of this server is not in it.
    """
    kept: History = request.app.state.history
    return await kept.lately()
