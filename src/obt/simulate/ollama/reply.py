"""Answers in Ollama's own manner."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from obt.simulate.ollama.profile import Profile

Line = dict[str, Any]
NDJSON = "application/x-ndjson"
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ns|us|µs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}


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


def empty() -> Response:
    return Response(status_code=200)


def not_found() -> Response:
    return PlainTextResponse("404 page not found", 404)


async def body_of(request: Request, *strings: str) -> Line:
    """The JSON body; `strings` must be strings where they are there. Raises RefusedError."""
    raw = await request.body()
    if not raw:
        raise RefusedError(400, "missing request body")
    try:
        body = json.loads(raw)
    except json.JSONDecodeError as problem:
        at = raw[problem.pos : problem.pos + 1].decode(errors="replace") or "EOF"
        text = f"invalid character '{at}' looking for beginning of object key string"
        raise RefusedError(400, text) from problem
    if not isinstance(body, dict):
        raise RefusedError(400, "json: cannot unmarshal array into Go value")
    for key in strings:
        if key in body and not isinstance(body[key], str):
            kind = "number" if isinstance(body[key], int | float) else type(body[key]).__name__
            text = f"json: cannot unmarshal {kind} into Go struct field {key} of type string"
            raise RefusedError(400, text)
    return body


def keep_alive(body: Line) -> float | None:
    """Seconds; None = not said. Raises RefusedError."""
    value = body.get("keep_alive")
    if value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value)
    sign = -1 if text.startswith("-") else 1
    parts = _DURATION.findall(text)
    if not parts or "".join(n + u for n, u in parts) != text.lstrip("-"):
        raise RefusedError(400, f'time: missing unit in duration "{text}"')
    return sign * sum(float(number) * _SECONDS[unit] for number, unit in parts)


async def stream(lines: AsyncIterator[Line], profile: Profile, wanted: bool) -> Response:
    """A stream of lines, or the last one alone; an error as first line may have a status."""
    iterator = aiter(lines)
    try:
        first = await anext(iterator)
    except StopAsyncIteration:
        return Response(media_type=NDJSON)
    if not wanted:
        last = first
        async for line in iterator:
            last = line
        return error(500, last["error"]) if "error" in last else answer(last)
    if "error" in first and profile.first_error_has_status:
        return error(int(first.pop("status", 500)), first["error"])

    async def text() -> AsyncIterator[str]:
        yield json.dumps(first) + "\n"
        async for line in iterator:
            yield json.dumps(line) + "\n"

    return StreamingResponse(text(), media_type=NDJSON)
