"""Time, injected: liveness reads the monotonic clock, people are shown the wall clock."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never jumps."""

    def now(self) -> datetime:
        """The wall clock, UTC; may jump. For display only."""


class SystemClock:
    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)
