"""Lists: `?limit&cursor`, and one shape for a page of them."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Protocol, TypeVar

from fastapi import Query

from obt.server.core.errors import BadRequestError
from obt.server.core.schemas import Page

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=1000, description="How many to answer with at most")]
Cursor = Annotated[
    str | None, Query(max_length=2000, description="The `next_cursor` of the page before")
]


def encode(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode(cursor: str) -> str:
    """Raises BadRequestError."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise BadRequestError("That cursor is not one of this server's.") from error


def decode_number(cursor: str) -> int:
    """Of a list whose rows are numbered. Raises BadRequestError."""
    text = decode(cursor)
    if not text.isdecimal() or len(text) > 18:
        raise BadRequestError("That cursor is not one of this server's.")
    return int(text)


class Numbered(Protocol):
    @property
    def number(self) -> int: ...


def next_cursor(rows: Sequence[Numbered], limit: int) -> str | None:
    """Names the last row shown, where one more than `limit` was asked for and came."""
    return encode(str(rows[limit - 1].number)) if len(rows) > limit else None


def paged(items: Sequence[T], key: Callable[[T], str], limit: int, cursor: str | None) -> Page[T]:
    """One page of `items`, which are sorted by `key`; a cursor names the last one shown.

    Raises:
        BadRequestError: the cursor is not ours.
    """
    after = decode(cursor) if cursor else None
    rest = [item for item in items if after is None or key(item) > after]
    shown = rest[:limit]
    more = len(rest) > len(shown)
    return Page(items=shown, total=len(items), next_cursor=encode(key(shown[-1])) if more else None)
