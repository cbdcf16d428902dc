"""/api/v1/history, /leaderboard and /advice: what all benchmarks together say."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from obt.server.benchmarks.advice import Limited, advise
from obt.server.benchmarks.fleet_schemas import Advice, CellHistory, Leaderboard
from obt.server.benchmarks.leaders import leaderboard
from obt.server.benchmarks.past import Past
from obt.server.core.locks import Admin
from obt.server.core.problems import documented
from obt.wire.types import ModelName

router = APIRouter(prefix="/api/v1", tags=["benchmarks"], dependencies=[Admin])


def _past(request: Request) -> Past:
    return Past(request.app.state.db)


Earlier = Annotated[Past, Depends(_past)]
Workload = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        description="Id of a workload, or key of one of its cases",
        openapi_examples={"id": {"value": "chat"}, "case": {"value": "long-context@1/depth=4096"}},
    ),
]
Model = Annotated[ModelName, Query(description="Name as Ollama knows it")]
Limit = Annotated[float | None, Query(gt=0, allow_inf_nan=False, description="At most, seconds")]


@router.get(
    "/history",
    operation_id="getCellHistory",
    responses=documented(401, 403, 422),
)
async def history(
    past: Earlier,
    client_id: Annotated[str, Query(min_length=1, max_length=64)],
    model: Model,
    workload: Workload,
) -> CellHistory:
    """A cell in the newest 200 benchmarks: each time that it was measured, and what had changed."""
    return await past.history(client_id, model, workload)


@router.get(
    "/leaderboard",
    operation_id="getLeaderboard",
    responses=documented(401, 403, 422),
)
async def leaders(past: Earlier, workload: Workload) -> Leaderboard:
    """The newest result of each model on each machine, of the newest 200 benchmarks."""
    return await leaderboard(past, workload)


@router.get(
    "/advice",
    operation_id="getAdvice",
    responses=documented(401, 403, 422),
)
async def advice(
    past: Earlier,
    model: Model,
    workload: Workload = "chat",
    ttft: Limit = None,
    tpot: Limit = None,
    e2e: Limit = None,
) -> Advice:
    """Each machine that measured the model: what to expect there, and whether it keeps the limits.

    Only from measurements: what was not measured is unknown.
    """
    asked: dict[Limited, float | None] = {"ttft": ttft, "tpot": tpot, "e2e": e2e}
    limits = {name: limit for name, limit in asked.items() if limit is not None}
    return await advise(past, model, workload, limits)
