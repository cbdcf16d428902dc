"""/api/v1/clients/{client_id}/history and /log."""

import re
from datetime import UTC, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BeforeValidator

from obt.server.core.clock import Clock
from obt.server.core.errors import BadRequestError
from obt.server.core.locks import Admin
from obt.server.core.paging import Cursor, Limit
from obt.server.core.problems import documented
from obt.server.core.schemas import Page
from obt.server.core.settings import ServerSettings
from obt.server.history.changes import Kind
from obt.server.history.chart import Window
from obt.server.history.history import History
from obt.server.history.schemas import ClientHistory, LogEntry
from obt.server.registry.own import Id
from obt.server.registry.registry import Registry

router = APIRouter(prefix="/api/v1/clients", tags=["clients"], dependencies=[Admin])
HOUR = timedelta(hours=1)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")


def _written(value: object) -> object:
    """A date and a time: a bare number would be taken as seconds since 1970."""
    if isinstance(value, str) and not DATE.match(value):
        raise ValueError("give it as 2026-05-01T12:00:00Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_written)]


@router.get(
    "/{client_id}/history",
    operation_id="getClientHistory",
    responses=documented(400, 401, 403, 404, 422),
)
async def history(
    request: Request,
    client_id: Id,
    begins: Annotated[
        Moment | None,
        Query(alias="from", description="With its zone; default: an hour before `to`"),
    ] = None,
    ends: Annotated[
        Moment | None, Query(alias="to", description="With its zone; default: now")
    ] = None,
    points: Annotated[int, Query(ge=2, le=2000, description="How many times at most")] = 400,
) -> ClientHistory:
    """Telemetry over time: every beat of the last hour, means and maxima of minutes before that.

    Processor and GPU use in %, memory used and disk free in bytes, temperature in °C, power in W.
    Times without a beat are left out, and nothing is ever put between two of them.
    """
    state = request.app.state
    registry: Registry = state.registry
    clock: Clock = state.clock
    settings: ServerSettings = state.settings
    kept: History = state.history
    registry.get(client_id)
    now = clock.now()
    ends = now if ends is None else min(ends, now)
    first = now - max(timedelta(days=settings.telemetry_history_days), HOUR)
    if begins is None:
        begins = max(ends, first + HOUR) - HOUR
    elif begins >= ends:
        raise BadRequestError("from: it must be before `to`, and in the past.")
    begins = max(begins, first)
    ends = max(begins, ends)
    return await kept.chart(Window(client_id, begins.astimezone(UTC), ends.astimezone(UTC), points))


@router.get(
    "/{client_id}/log",
    operation_id="getClientLog",
    responses=documented(400, 401, 403, 404, 422),
)
async def log(
    request: Request,
    client_id: Id,
    kind: Annotated[
        list[Kind] | None, Query(description="Only such entries; may be given several times")
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[LogEntry]:
    """What happened to it in the last 30 days, newest first; the last 2,000 entries are kept.

    It came online, was late or offline and why; its Ollama was unreachable or came back; versions
    changed; models were installed, changed, removed, loaded, unloaded; jobs ended. Starts of this
    server are among them.
    """
    registry: Registry = request.app.state.registry
    kept: History = request.app.state.history
    registry.get(client_id)
    return await kept.log.page(client_id, limit, cursor, kind or ())
