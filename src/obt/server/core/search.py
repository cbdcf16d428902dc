"""`?q=`: the search language as a query parameter."""

from typing import Annotated, Literal

from fastapi import Query

from obt.search import Query as SearchQuery
from obt.search import QueryError, parse, vocabulary
from obt.server.core.errors import BadRequestError
from obt.server.core.schemas import FieldProblem

Q = Annotated[
    str,
    Query(
        max_length=2000, description="The search language: docs/search.md", examples=["is:loaded"]
    ),
]


def search_query(text: str, what: Literal["models", "clients", "jobs"]) -> SearchQuery:
    """Raises BadRequestError, which says where in the text."""
    try:
        return parse(text, vocabulary(what))
    except QueryError as error:
        where: list[str | int] = ["query", "q", error.position, error.length]
        problem = FieldProblem(location=where, message=error.message, code="bad_query")
        raise BadRequestError(f"q: {error.message}.", [problem]) from error
