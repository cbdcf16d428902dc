"""Time and patience, as arguments: tests bring their own."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from obt.measure.validity import FOREIGN_CPU_MAX


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Time:
    stamp: Callable[[], int] = time.perf_counter_ns  #: Of every record; ns, never jumps
    utc: Callable[[], datetime] = _now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def s(self) -> float:
        """The same clock in seconds."""
        return self.stamp() * 1e-9


@dataclass(frozen=True)
class Bounds:
    """How long to wait for what, in seconds."""

    quiet_s: float = 60.0  #: For the machine to be quiet; then it is noted on the trial
    back_s: float = 900.0  #: For an Ollama that went away
    unload_s: float = 300.0  #: For a model that is in use
    look_every_s: float = 1.0
    idle_s: float = 2.0  #: How long the idle machine is looked at
    foreign_cpu: float = FOREIGN_CPU_MAX  #: Share of all cores that other programs may use


TIME, BOUNDS = Time(), Bounds()
