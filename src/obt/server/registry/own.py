"""For the routes of one client: its own token, and nobody else's."""

from typing import Annotated

from fastapi import Depends, Path, Request

from obt.server.core.errors import NotFoundError, UnauthorizedError
from obt.server.core.locks import bearer
from obt.server.registry.ports import Keys
from obt.server.registry.registry import Registry
from obt.wire.types import ClientId

Id = Annotated[ClientId, Path()]


def own(request: Request, client_id: Id) -> str:
    """Raises NotFoundError or UnauthorizedError: in both cases the client registers again."""
    registry: Registry = request.app.state.registry
    keys: Keys = request.app.state.clients
    if registry.find(client_id) is None:
        raise NotFoundError(f"There is no client '{client_id}': register again.")
    if not keys.authentic(client_id, bearer(request)):
        raise UnauthorizedError("That is not this client's token: register again.")
    return client_id


Own = Annotated[str, Depends(own)]
