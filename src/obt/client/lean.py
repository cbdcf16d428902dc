"""Importing less."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Modules imported inside find these packages not installed, unless they are loaded already.

    httpx imports its own command line, and structlog its tracebacks, where `rich` is there: 5 MB of
    a client's 60, for nothing that a client uses.
    """
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None = "not found"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
