"""Progress at a pace that people can follow: the first at once, then the latest a few times/s."""

import asyncio
from collections.abc import Callable

from obt.wire.jobs import Progress

EVERY_S = 0.3


class Teller:
    def __init__(self, put: Callable[[Progress], None], every_s: float = EVERY_S) -> None:
        self._put = put
        self._every_s = every_s
        self._waiting: Progress | None = None
        self._timer: asyncio.TimerHandle | None = None

    def tell(self, progress: Progress) -> None:
        if self._timer is None:
            self._put(progress)
            self._pause()
        else:
            self._waiting = progress

    def close(self) -> None:
        """What still waits is out of date: the job has ended."""
        if self._timer is not None:
            self._timer.cancel()

    def _pause(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._every_s, self._go_on)

    def _go_on(self) -> None:
        self._timer = None
        if self._waiting is not None:
            self._put(self._waiting)
            self._waiting = None
            self._pause()
