"""WS /api/v1/clients/{client_id}/link."""

from fastapi import APIRouter, WebSocket

from obt.server.core.locks import bearer
from obt.server.link.gateway import Gateway
from obt.server.link.transport import Transport

router = APIRouter(prefix="/api/v1/clients")


@router.websocket("/{client_id}/link")
async def link(socket: WebSocket, client_id: str) -> None:
    """The client's own token comes as `Authorization: Bearer`; refusals come as a close code."""
    gateway: Gateway = socket.app.state.gateway
    # accepted first: only then can a close carry its code and reason
    await socket.accept()
    await gateway.serve(client_id, bearer(socket), Transport(socket))
