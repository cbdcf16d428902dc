"""The one place that speaks HTTP for errors: RFC 9457 `application/problem+json`."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from obt.server.core.errors import ObtError, TooManyError
from obt.server.core.schemas import FieldProblem, Problem

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    title: str,
    detail: str,
    errors: list[FieldProblem] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = Problem(
        type="about:blank", title=title, status=status, detail=detail, errors=errors or []
    )
    return Response(body.model_dump_json(), status, headers, MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's `responses` of a route that may answer these problems."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def answer(error: ObtError) -> Response:
    """For whoever answers before a route is reached."""
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyError):
        headers["Retry-After"] = str(error.retry_after_s)
    return problem(error.status, error.title, error.detail, error.errors, headers)


async def _domain(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ObtError)  # noqa: S101 - registered for this class
    return answer(error)


async def _validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    errors = [
        FieldProblem(location=list(e["loc"]), message=e["msg"], code=e["type"])
        for e in error.errors()
    ]
    unreadable = any(e.code == "json_invalid" for e in errors)
    status = 400 if unreadable else 422
    where = ".".join(str(part) for part in errors[0].location) if errors else "request"
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    detail = f"{where}: {errors[0].message}{more}" if errors else "The request is not valid."
    return problem(status, "Not valid", detail, errors)


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    phrase = HTTPStatus(error.status_code).phrase
    return problem(error.status_code, phrase, error.detail, headers=dict(error.headers or {}))


async def _unexpected(request: Request, error: Exception) -> Response:
    # logged with its trace by the server; the answer tells nothing of our insides
    log.error("unexpected error", path=request.url.path, error=type(error).__name__)
    return problem(500, "Internal error", "Something went wrong here. The server's log says what.")


def install(app: FastAPI) -> None:
    app.add_exception_handler(ObtError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
