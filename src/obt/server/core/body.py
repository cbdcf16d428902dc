"""A limit on request bodies, counted as they arrive: a lying Content-Length helps nobody."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from obt.server.core.problems import problem


class _TooBigError(Exception):
    pass


class BodyLimit:
    """ASGI middleware: 413 above `max_bytes`. Paths that match `streams` count for themselves."""

    def __init__(self, app: ASGIApp, max_bytes: int, streams: re.Pattern[str]) -> None:
        self._app = app
        self._max = max_bytes
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._streams.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        seen = 0
        refused = begun = False

        async def refuse() -> None:
            nonlocal refused
            refused = True
            detail = f"A request may have at most {self._max} bytes."
            await problem(413, "Too big", detail)(scope, receive, send)

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._max:
                if not (begun or refused):
                    await refuse()
                raise _TooBigError
            return message

        async def watched(message: Message) -> None:
            # whoever read the body may answer our error with one of its own: ours came first
            nonlocal begun
            if not refused:
                begun = True
                await send(message)

        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._max:
            await refuse()
            return
        try:
            await self._app(scope, counted, watched)
        except _TooBigError:
            if not refused:
                raise
