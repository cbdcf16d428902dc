"""/api/v1/preferences: votes, and a table of who wins against whom."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from obt.server.core.idempotency import IdempotencyKey
from obt.server.core.locks import Admin
from obt.server.core.paging import Cursor, Limit, paged
from obt.server.core.problems import documented
from obt.server.core.schemas import Page
from obt.server.preferences.schemas import Preference, PreferencePair, Vote
from obt.server.preferences.service import Preferences, key

router = APIRouter(prefix="/api/v1/preferences", tags=["playground"], dependencies=[Admin])


def _preferences(request: Request) -> Preferences:
    preferences: Preferences = request.app.state.preferences
    return preferences


Votes = Annotated[Preferences, Depends(_preferences)]


@router.post(
    "",
    operation_id="vote",
    status_code=201,
    responses=documented(400, 401, 403, 409, 413, 422),
)
async def vote(body: Vote, votes: Votes, idempotency_key: IdempotencyKey = None) -> Preference:
    """Keep that one answer was liked better than others. The only thing a playground stores."""
    return await votes.vote(body, idempotency_key)


@router.get("", operation_id="listPreferences", responses=documented(400, 401, 403, 422))
async def list_preferences(
    votes: Votes,
    blind: Annotated[
        bool | None, Query(description="Only votes with hidden names, or only others")
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[PreferencePair]:
    """Every pair of models that people compared, with how often each won; by name."""
    return paged(await votes.pairs(blind), key, limit, cursor)
