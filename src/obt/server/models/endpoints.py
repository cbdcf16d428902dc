"""/api/v1/models: what the fleet has, by name."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from obt.server.core.locks import Admin
from obt.server.core.paging import Cursor, Limit, paged
from obt.server.core.problems import documented
from obt.server.core.schemas import Page
from obt.server.core.search import Q
from obt.server.models.service import ModelService
from obt.server.views.models import Model

router = APIRouter(prefix="/api/v1/models", tags=["models"], dependencies=[Admin])


def _service(request: Request) -> ModelService:
    return ModelService(request.app.state.registry)


Service = Annotated[ModelService, Depends(_service)]


@router.get("", operation_id="listModels", responses=documented(400, 401, 403, 422))
async def list_models(
    service: Service, q: Q = "", limit: Limit = 100, cursor: Cursor = None
) -> Page[Model]:
    """Every model on clients that are not offline, by name."""
    found = paged(service.find(q), lambda group: group.name, limit, cursor)
    items = [group.view() for group in found.items]
    return Page(items=items, total=found.total, next_cursor=found.next_cursor)


@router.get("/{name:path}", operation_id="getModel", responses=documented(401, 403, 404, 422))
async def get_model(
    service: Service,
    name: Annotated[str, Path(max_length=700, examples=["smollm2:135m"])],
) -> Model:
    """One model by its full name, slashes included."""
    return service.get(name).view()
