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


#: Of the event loop between two wakings: what a sleeper said passes a few queues and tasks until
#: whoever listens reads it, and must still find the time at which it was said.
TURNS = 16


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
        try:
            await self._turns()
            while self._asleep[0] != me:
                await self._turns()
            self._ns = max(self._ns, me[0])
        finally:
            self._asleep.remove(me)
            heapq.heapify(self._asleep)

    @staticmethod
    async def _turns() -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)
