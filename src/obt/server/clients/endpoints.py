"""/api/v1/clients: registration, the REST beat, and what people do with clients."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from obt.server.clients.keeping import Keeping
from obt.server.clients.listing import find_clients, sort_key
from obt.server.clients.rest_link import RestLink
from obt.server.clients.schemas import ClientChange
from obt.server.clients.service import ClientService
from obt.server.core.locks import Admin, bearer
from obt.server.core.paging import Cursor, Limit, paged
from obt.server.core.problems import documented
from obt.server.core.schemas import Page
from obt.server.core.search import Q
from obt.server.registry.own import Id, Own
from obt.server.registry.registry import Registry
from obt.server.views.clients import ClientSummary, Status
from obt.wire.frames import ModelsSnapshot
from obt.wire.rest import Heartbeat, HeartbeatReply, ModelsPut, Registered, Registration

router = APIRouter(prefix="/api/v1/clients", tags=["clients"])


def _service(request: Request) -> ClientService:
    service: ClientService = request.app.state.clients
    return service


def _registry(request: Request) -> Registry:
    registry: Registry = request.app.state.registry
    return registry


def _rest_link(request: Request) -> RestLink:
    rest_link: RestLink = request.app.state.rest_link
    return rest_link


def _keeping(request: Request) -> Keeping:
    keeping: Keeping = request.app.state.keeping
    return keeping


Service = Annotated[ClientService, Depends(_service)]
Fleet = Annotated[Registry, Depends(_registry)]


@router.post(
    "",
    operation_id="registerClient",
    status_code=201,
    response_model=Registered,
    responses={
        200: {"description": "Known already: a new token", "model": Registered},
        **documented(400, 401, 403, 409, 413, 422),
    },
)
async def register(
    request: Request, body: Registration, service: Service, fleet: Fleet
) -> Response:
    """Register a client, or again one that is known. The token of before stops working."""
    client_id, token, new = await service.register(body, bearer(request))
    reply = Registered(
        client_id=client_id,
        token=token,
        heartbeat_interval_s=fleet.rules.interval_s,
        client_timeout_s=fleet.rules.timeout_s,
    )
    return JSONResponse(
        reply.model_dump(mode="json"), 201 if new else 200, {"cache-control": "no-store"}
    )


@router.get(
    "",
    operation_id="listClients",
    dependencies=[Admin],
    responses=documented(400, 401, 403, 422),
)
async def list_clients(
    fleet: Fleet,
    q: Q = "",
    status: Annotated[Status | None, Query(description="Only these")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[ClientSummary]:
    """Every client that is known, by name."""
    found = paged(find_clients(fleet, q, status), sort_key, limit, cursor)
    items = [fleet.summary(client) for client in found.items]
    return Page(items=items, total=found.total, next_cursor=found.next_cursor)


@router.get(
    "/{client_id}",
    operation_id="getClient",
    dependencies=[Admin],
    responses=documented(401, 403, 404, 422),
)
async def get_client(client_id: Id, fleet: Fleet) -> ClientSummary:
    return fleet.summary(fleet.get(client_id))


@router.patch(
    "/{client_id}",
    operation_id="changeClient",
    dependencies=[Admin],
    responses=documented(400, 401, 403, 404, 413, 422),
)
async def change_client(
    client_id: Id, body: ClientChange, service: Service, fleet: Fleet
) -> ClientSummary:
    """Rename it, or give it other labels. That wins over what the client says of itself."""
    await service.change(client_id, body)
    return fleet.summary(fleet.get(client_id))


@router.delete(
    "/{client_id}",
    operation_id="forgetClient",
    dependencies=[Admin],
    status_code=204,
    responses=documented(401, 403, 404, 422),
)
async def forget_client(client_id: Id, service: Service) -> None:
    """Forget it with its models and history. A client that still runs is told to stop."""
    await service.forget(client_id)


@router.post(
    "/{client_id}/heartbeat",
    operation_id="beatClient",
    responses=documented(400, 401, 403, 404, 409, 413, 422),
)
async def heartbeat(
    client_id: Own, body: Heartbeat, rest_link: Annotated[RestLink, Depends(_rest_link)]
) -> HeartbeatReply:
    """The beat of the link, for whoever has no WebSocket."""
    return await rest_link.beat(client_id, body)


@router.put(
    "/{client_id}/models",
    operation_id="putModels",
    status_code=204,
    responses=documented(400, 401, 403, 404, 413, 422),
)
async def put_models(
    client_id: Own, body: ModelsPut, keeping: Annotated[Keeping, Depends(_keeping)]
) -> None:
    """All models that this client's Ollama has."""
    snapshot = ModelsSnapshot(models=body.models, fingerprint=body.fingerprint)
    await keeping.models(client_id, snapshot)
