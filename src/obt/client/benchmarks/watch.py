"""The machine under a sample: telemetry in a thread, and what other programs did meanwhile."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from obt.client.benchmarks.processes import CpuBook, Spent
from obt.client.benchmarks.rig import Time
from obt.client.benchmarks.sensors import Sensors
from obt.measure.report.power import power_of
from obt.measure.sample import TelemetryPoint

EVERY_S = 0.15  #: 6 to 7 points a second
MAX_POINTS = 100_000
HARMLESS = frozenset({"power cap"})
"""Many GPUs are at their power limit whenever they work: that is how fast they are."""


@dataclass(frozen=True)
class Seen:
    telemetry: tuple[TelemetryPoint, ...] = ()
    foreign_cpu: float | None = None  #: Share of all cores; None = cannot be told
    throttled: tuple[str, ...] = ()

    @property
    def power_w(self) -> float | None:
        """Mean of everything that has a sensor; None where nothing has one."""
        watts = [sample.watts for sample in power_of(self.telemetry)]
        return sum(watts) / len(watts) if watts else None

    @property
    def cpu(self) -> float | None:
        known = [point.cpu for point in self.telemetry if point.cpu is not None]
        return sum(known) / len(known) if known else None


class Watch(Protocol):
    async def begin(self) -> None: ...

    async def end(self) -> Seen:
        """What was seen since `begin`."""


class NoWatch:
    """For an Ollama on another machine than this one."""

    async def begin(self) -> None: ...

    async def end(self) -> Seen:
        return Seen()


class MachineWatch:
    """For the Ollama that listens on `port` of this machine."""

    def __init__(self, time: Time, port: int, sensors: Callable[[], Sensors] = Sensors) -> None:
        self._time = time
        self._make = sensors
        self._sensors: Sensors | None = None
        self._book = CpuBook(port)
        self._before: Spent | None = None
        self._throttles = 0
        self._points: list[TelemetryPoint] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    async def begin(self) -> None:
        await asyncio.to_thread(self._begin)

    async def end(self) -> Seen:
        return await asyncio.to_thread(self._end)

    def _begin(self) -> None:
        self._halt()
        if self._sensors is None:
            self._sensors = self._make()
        self._sensors.point(self._time.stamp())  # use and power are since the last look
        self._throttles = self._sensors.cpu_throttles()
        self._before = self._book.spent()
        self._points, self._stop = [], threading.Event()
        self._thread = threading.Thread(
            target=self._watch,
            args=(self._sensors, self._points, self._stop),
            name="benchmark telemetry",
            daemon=True,
        )
        self._thread.start()

    def _end(self) -> Seen:
        self._halt()
        points = tuple(self._points)
        foreign = None if self._before is None else self._book.spent().foreign(self._before)
        throttled = {
            f"GPU {gpu.index}: {gpu.throttled}"
            for point in points
            for gpu in point.gpus
            if gpu.throttled is not None and gpu.throttled not in HARMLESS
        }
        if self._sensors is not None and self._sensors.cpu_throttles() > self._throttles:
            throttled.add("processor: thermal")
        return Seen(points, foreign, tuple(sorted(throttled)))

    def _halt(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None

    def _watch(self, sensors: Sensors, points: list[TelemetryPoint], stop: threading.Event) -> None:
        due = time.monotonic()
        while len(points) < MAX_POINTS:
            due += EVERY_S
            stopped = stop.wait(max(0.0, due - time.monotonic()))
            points.append(sensors.point(self._time.stamp()))
            if stopped:
                return
