"""Keep other people's pages out: a browser may be made to call a server on loopback.

`Host` must be a name of ours (a rebound DNS name is not), and whatever changes something must come
from no page at all, or from one of ours.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from obt.server.core.problems import problem

SAFE = {"GET", "HEAD", "OPTIONS"}
LOCAL_NAMES = {"127.0.0.1", "localhost", "::1"}


def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""  # no address at all


class OriginGuard:
    """ASGI middleware. `any_host`: behind a name of its own (beyond loopback), with locks on."""

    def __init__(self, app: ASGIApp, origins: list[str], *, any_host: bool) -> None:
        self._app = app
        self._origins = set(origins)
        self._hosts = (LOCAL_NAMES | {_hostname(o) for o in origins}) - {""}
        self._any_host = any_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if refusal := self._refusal(scope, Headers(scope=scope)):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": refusal})
            else:
                await problem(403, "Forbidden", refusal)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> str | None:
        host = headers.get("host", "")
        name = _hostname(f"//{host}")
        if not self._any_host and name not in self._hosts:
            return "This server does not go by that host name. Add its origin to OBT_CORS_ORIGINS."
        origin = headers.get("origin")
        safe = scope["type"] == "http" and scope["method"] in SAFE
        if origin is None or safe or origin in self._origins:
            return None
        if origin in (f"http://{host}", f"https://{host}"):
            return None
        return "A page of another origin may not do this. Add its origin to OBT_CORS_ORIGINS."
