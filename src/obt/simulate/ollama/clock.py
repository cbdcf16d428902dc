"""Time, as a simulated Ollama sees it."""

import asyncio
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


class VirtualClock:
    """Sleeping only moves it, so a simulated minute costs no time. One sleeper at a time."""

    def __init__(self) -> None:
        self._ns = 0
        self._start = datetime(2026, 1, 1, tzinfo=UTC)

    def ns(self) -> int:
        return self._ns

    def now(self) -> datetime:
        return self._start + timedelta(microseconds=self._ns // 1000)

    async def sleep(self, seconds: float) -> None:
        self._ns += round(max(0.0, seconds) * 1e9)
        await asyncio.sleep(0)
