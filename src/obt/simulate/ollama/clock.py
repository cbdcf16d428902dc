"""Time, as a simulated Ollama sees it."""

import asyncio
import heapq
import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def ns(self) -> int:
        """Nanoseconds from an arbitrary start; never jumps."""

    def now(self) -> datetime: ...

    async def sleep(self, seconds: float) -> None: ...


class RealClock:
    def ns(self) -> int:
        return time.perf_counter_ns()

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


#: Of the event loop before time moves: what somebody said passes a few queues and tasks until
#: whoever listens reads it, and must still find the time at which it was said.
TURNS = 32


class VirtualClock:
    """Time that moves only while everybody sleeps, so a simulated minute costs none.

    Sleepers wake in the order of their deadlines.
    """

    def __init__(self) -> None:
        self._ns = 0
        self._start = datetime(2026, 1, 1, tzinfo=UTC)
        self._asleep: list[tuple[int, int]] = []
        self._count = itertools.count()

    def ns(self) -> int:
        return self._ns

    def now(self) -> datetime:
        return self._start + timedelta(microseconds=self._ns // 1000)

    async def sleep(self, seconds: float) -> None:
        me = (self._ns + round(max(0.0, seconds) * 1e9), next(self._count))
        heapq.heappush(self._asleep, me)
        turns_as_first = 0
        try:
            while turns_as_first < TURNS:
                await asyncio.sleep(0)
                turns_as_first = turns_as_first + 1 if self._asleep[0] == me else 0
            self._ns = max(self._ns, me[0])
        finally:
            self._asleep.remove(me)
            heapq.heapify(self._asleep)
