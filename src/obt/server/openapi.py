"""The OpenAPI document: what FastAPI cannot know by itself."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from obt.server.core.schemas import Problem

DESCRIPTION = """
Machines that run Ollama register here, beat, and tell what they have; people watch and operate
them.

Every error is `application/problem+json` (RFC 9457). Times are RFC 3339 UTC, sizes bytes,
durations seconds. Lists answer `{items, total, next_cursor}` and take `?limit&cursor`; `?q=` speaks
the search language of docs/search.md. Where `OBT_ADMIN_TOKEN` is set, calls carry it as a Bearer
token (the page: as a cookie); the calls of one client carry that client's own token.
"""
TAGS = [
    {"name": "clients", "description": "Machines: registration, beats, and what people change"},
    {"name": "models", "description": "What the fleet has, by name"},
    {"name": "jobs", "description": "Operations on models of the fleet, durable"},
    {"name": "playground", "description": "One prompt to many models, side by side, live"},
    {"name": "transfers", "description": "Models on their way from machine to machine"},
    {"name": "events", "description": "The live stream of the dashboard"},
    {"name": "session", "description": "Signing in"},
    {"name": "server", "description": "What this server says of itself"},
]


def describe(app: FastAPI) -> None:
    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=DESCRIPTION,
                routes=app.routes,
                tags=TAGS,
            )
            schemas = made["components"]["schemas"]
            made_of = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(made_of.pop("$defs", {}))
            schemas["Problem"] = made_of
            _validation_is_a_problem(made)
            _streams_are_streams(made)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _validation_is_a_problem(made: dict[str, Any]) -> None:
    """FastAPI documents its own shape of a 422, where nothing else was said."""
    for operations in made["paths"].values():
        for operation in operations.values():
            unprocessable = operation["responses"].get("422")
            if unprocessable and "application/json" in unprocessable.get("content", {}):
                problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
                unprocessable["content"] = {"application/problem+json": problem}
    for name in ("HTTPValidationError", "ValidationError"):
        made["components"]["schemas"].pop(name, None)


def _streams_are_streams(made: dict[str, Any]) -> None:
    """What FastAPI calls JSON, where a stream of it is sent."""
    for operations in made["paths"].values():
        for operation in operations.values():
            content = operation["responses"].get("200", {}).get("content", {})
            if "text/event-stream" in content:
                content["text/event-stream"] = content.pop("application/json")
