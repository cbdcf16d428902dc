"""A limit on request bodies, counted as they arrive: a lying Content-Length helps nobody."""

import re
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from obt.server.core.errors import UnauthorizedError
from obt.server.core.problems import answer, problem

STRANGERS = 64 * 1024  # a sign-in and a registration are smaller


class _TooBigError(Exception):
    pass


class BodyLimit:
    """ASGI middleware: 413 above `max_bytes`, or above `most` on paths that match `large`. Paths
    that match `streams` count for themselves.

    A body is read and parsed before a route asks who sent it. So whoever is not `known` gets 401
    above a small bound.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        streams: re.Pattern[str],
        large: re.Pattern[str],
        most: int,
        known: Callable[[Scope], bool],
    ) -> None:
        self._app = app
        self._max = max_bytes
        self._large = large
        self._most = most
        self._streams = streams
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._streams.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        most = self._most if self._large.match(scope["path"]) else self._max
        if stranger := most > STRANGERS and not self._known(scope):
            most = STRANGERS
        seen = 0
        refused = begun = False

        async def refuse() -> None:
            nonlocal refused
            refused = True
            if stranger:
                detail = f"Without a token or a sign-in a request may have at most {most} bytes."
                refusal = answer(UnauthorizedError(detail))
            else:
                refusal = problem(413, "Too big", f"A request may have at most {most} bytes.")
            await refusal(scope, receive, send)

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
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
        if declared.isdigit() and int(declared) > most:
            await refuse()
            return
        try:
            await self._app(scope, counted, watched)
        except _TooBigError:
            if not refused:
                raise
