"""A bandwidth limit that many threads share."""

import threading
import time
from collections.abc import Callable


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
