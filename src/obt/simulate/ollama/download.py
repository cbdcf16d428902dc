"""Downloads of one node: shared by all who want the same blob, resumed where they broke off."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from obt.simulate.ollama.clock import Clock


@dataclass
class Download:
    """How far it is follows from the clock alone."""

    clock: Clock
    size: int
    rate: float  #: Bytes per second
    before: int  #: Bytes that were there when it began
    begun_ns: int
    listeners: int = 0

    def done(self) -> int:
        seconds = (self.clock.ns() - self.begun_ns) / 1e9
        return min(self.size, self.before + int(self.rate * seconds))


class Downloads:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: dict[str, Download] = {}
        self._partial: dict[str, int] = {}

    @contextlib.contextmanager
    def join(self, digest: str, size: int, rate: float) -> Iterator[Download]:
        """It stops when the last one leaves; the bytes so far stay."""
        running = self._running.get(digest)
        if running is None:
            before = self._partial.get(digest, 0)
            running = Download(self._clock, size, rate, before, self._clock.ns())
            self._running[digest] = running
        running.listeners += 1
        try:
            yield running
        finally:
            running.listeners -= 1
            if not running.listeners:
                del self._running[digest]
                done = running.done()
                self._partial[digest] = done if done < size else 0
