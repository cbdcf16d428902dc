"""Answers in Ollama's own manner."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response, StreamingResponse

from obt.simulate.ollama.profile import Profile

Line = dict[str, Any]
NDJSON = "application/x-ndjson"


class RefusedError(Exception):
    """Answered with `{"error": text}`."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def nano(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f000Z")


def error(status: int, text: str) -> Response:
    return JSONResponse({"error": text}, status, media_type="application/json; charset=utf-8")


def answer(body: Line) -> Response:
    return JSONResponse(body, media_type="application/json; charset=utf-8")


def empty(status: int = 200) -> Response:
    return Response(status_code=status)


async def stream(lines: AsyncIterator[Line], profile: Profile, wanted: bool) -> Response:
    """A stream of lines, or the last one alone; an error as first line may have a status.

    Such a line says its own in `status`, where it is not 500.
    """
    iterator = aiter(lines)
    try:
        first = await anext(iterator)
    except StopAsyncIteration:
        return Response(media_type=NDJSON)
    if not wanted:
        last = first
        async for line in iterator:
            last = line
        return error(last.get("status", 500), last["error"]) if "error" in last else answer(last)
    if "error" in first and profile.first_error_has_status:
        return error(first.get("status", 500), first["error"])

    async def text() -> AsyncIterator[str]:
        yield json.dumps(first) + "\n"
        async for line in iterator:
            yield json.dumps(line) + "\n"

    return StreamingResponse(text(), media_type=NDJSON)
