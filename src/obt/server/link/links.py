"""WS /api/v1/clients/{client_id}/link."""

import re

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from obt.server.core.locks import bearer
from obt.server.link.gateway import Gateway
from obt.server.link.transport import Transport

PATH = re.compile(r"/api/v1/clients/(?P<client_id>[^/]+)/link")


class Links:
    """ASGI middleware: takes links before the router does.

    A link lasts for days, and there are 10,000 of them: what a route keeps around every open
    request (exit stacks, the frames of more middleware) would be a fifth of a link's memory.
    """

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        self._app = app
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and (at := PATH.fullmatch(scope["path"])):
            await self._link(WebSocket(scope, receive, send), at["client_id"])
        else:
            await self._app(scope, receive, send)

    async def _link(self, socket: WebSocket, client_id: str) -> None:
        """The client's own token comes as `Authorization: Bearer`; refusals as a close code."""
        token = bearer(HTTPConnection(socket.scope))
        socket.scope["headers"] = []  # read, and a link would keep them
        # accepted first: only then can a close carry its code and reason
        await socket.accept()
        await self._gateway.serve(client_id, token, Transport(socket))
