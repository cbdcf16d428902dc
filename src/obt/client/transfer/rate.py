"""A bandwidth limit that many threads share."""

import threading
import time
from collections.abc import Callable, Iterator

PIECES_PER_S = 64
"""Ollama reads 16 parts at a time: so each gets some bytes every quarter of a second."""


class RateLimit:
    """`rate` in bytes per second; None = no limit. A second's worth may go at once."""

    def __init__(
        self,
        rate: float | None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = rate
        self._now = now
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free_at = now()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """The same bytes, each piece when it may go; no reader waits long for its next one."""
        size = len(data) if self._rate is None else int(self._rate / PIECES_PER_S)
        size = max(size, 1)
        for start in range(0, len(data), size):
            piece = data[start : start + size]
            self.take(len(piece))
            yield piece

    def take(self, size: int) -> None:
        """Blocks until `size` bytes may go."""
        if self._rate is None:
            return
        with self._lock:
            now = self._now()
            self._free_at = max(self._free_at, now - 1.0) + size / self._rate
            wait = self._free_at - now
        if wait > 0:
            self._sleep(wait)
