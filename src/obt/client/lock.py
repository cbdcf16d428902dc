"""One process for each identity: a lock that the system drops when its process dies."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Locked(RuntimeError):
    """Another process holds it."""


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock on `path` (made where it is missing). Raises `Locked`, or `OSError`."""
    with path.open("a+b") as file:
        try:
            _lock(file)
        except (BlockingIOError, PermissionError) as error:
            raise Locked(f"another obt client already runs with {path.parent}") from error
        yield  # closing the file gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
