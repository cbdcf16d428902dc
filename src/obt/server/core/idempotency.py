"""The same request sent again does nothing twice: `Idempotency-Key`."""

from typing import Annotated

from fastapi import Header

from obt.server.core.errors import ConflictError

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="Any text of your own: the same request sent again with the same key does "
        "nothing new, and answers as the first time",
    ),
]


class OtherRequestError(ConflictError):
    """A key came again, but not its request."""

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key came before with another request. A new wish needs a new key."
        )
