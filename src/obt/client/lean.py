"""Importing less."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Modules imported inside find these packages not installed, unless they are loaded already.

    httpx imports its own command line where `rich` and `click` are there, structlog its tracebacks
    and (with the server's packages) greenlets: 7 MB of a client's 60, for nothing that it uses.
    """
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None = "not found"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
