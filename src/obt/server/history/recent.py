"""One client's last hour, every beat of it: 7 kB at a beat every 10 s, and as much for each GPU."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise

from obt.server.history.values import Key, Metric, Sum, Sums, read
from obt.wire.facts import Telemetry

KEPT_S = 3600.0
MARGIN_S = 60.0  # more, so that who asks for the last hour by a clock of its own finds all of it
SPARE_S = 300.0  # cut off rarely
MAX_BEATS = 4000
MAX_SERIES = 4 + 4 * 64  # what a beat may carry
MISSING = math.nan


class Recent:
    """Times are Unix seconds and rise: where a clock was set back, what it called later goes."""

    __slots__ = ("_values", "kept_until", "times")

    def __init__(self) -> None:
        self.times = array("d")
        self.kept_until = 0  #: The first minute that is not in the database yet
        # 7 digits are enough for a chart, and half the memory
        self._values: dict[Key, array[float]] = {}

    def add(self, at: float, telemetry: Telemetry) -> None:
        told = dict(read(telemetry))
        if not told:
            return
        times = self.times
        if times and times[-1] >= at:
            self._cut(0, bisect_left(times, at))
            self.kept_until = min(self.kept_until, int(at // 60))
        if times and (times[0] < at - KEPT_S - SPARE_S or len(times) >= MAX_BEATS):
            first = bisect_left(times, at - KEPT_S - MARGIN_S)
            first = max(first, len(times) - MAX_BEATS * 9 // 10)
            self._cut(first, len(times))
        for key, values in self._values.items():
            values.append(told.pop(key, MISSING))
        for key, value in told.items():
            if len(self._values) < MAX_SERIES:
                self._values[key] = array("f", [MISSING] * len(times))
                self._values[key].append(value)
        times.append(at)

    def beats(self, start: float, end: float) -> tuple[list[float], dict[Key, list[float | None]]]:
        """Times and values of the beats from `start` to before `end`."""
        low, high = bisect_left(self.times, start), bisect_left(self.times, end)
        columns = {
            key: [None if value != value else value for value in values[low:high]]
            for key, values in self._values.items()
        }
        return list(self.times[low:high]), columns

    def sums(self, start: float, end: float, step: float) -> Iterator[tuple[int, Sums]]:
        """By bucket of `step` seconds, counted from 1970; only of those with a beat."""
        low, high = bisect_left(self.times, start), bisect_left(self.times, end)
        while low < high:
            bucket = int(self.times[low] // step)
            next_ = min(bisect_left(self.times, (bucket + 1) * step, low), high)
            yield bucket, self._sum(low, next_)
            low = next_

    def means(
        self, metrics: Container[Metric], start: float, step: float, n: int
    ) -> Iterator[tuple[Key, list[float | None]]]:
        """Of `n` stretches of `step` seconds, of those metrics alone: many clients are asked."""
        edges = [bisect_left(self.times, start + step * i) for i in range(n + 1)]
        for key, values in self._values.items():
            if key.metric in metrics and edges[0] < edges[-1]:
                yield key, [_mean(values[low:high]) for low, high in pairwise(edges)]

    def _sum(self, low: int, high: int) -> Sums:
        found: Sums = {}
        for key, values in self._values.items():
            there = _measured(values[low:high])
            if there:
                found[key] = Sum(math.fsum(there), len(there), max(there))
        return found

    def _cut(self, first: int, end: int) -> None:
        """Leaves only what is from `first` to before `end`; a series without values goes."""
        self.times[:] = self.times[first:end]
        for key, values in list(self._values.items()):
            values[:] = values[first:end]
            if all(value != value for value in values):
                del self._values[key]


def _measured(values: Iterable[float]) -> list[float]:
    return [value for value in values if value == value]


def _mean(values: Iterable[float]) -> float | None:
    there = _measured(values)
    return sum(there) / len(there) if there else None
