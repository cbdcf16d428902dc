"""What is kept of telemetry, and sums of it. A value is named by its GPU (None: the machine) and
its field in `obt.wire.facts`."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from obt.wire.facts import Telemetry

Metric = Literal[
    "cpu_percent",
    "memory_used",
    "disk_free",
    "output_rate",
    "utilization_percent",
    "temperature_c",
    "power_w",
]
Unit = Literal["%", "B", "tokens/s", "°C", "W"]
MACHINE: tuple[Metric, ...] = ("cpu_percent", "memory_used", "disk_free", "output_rate")
GPU: tuple[Metric, ...] = ("utilization_percent", "memory_used", "temperature_c", "power_w")
UNITS: dict[Metric, Unit] = {
    "cpu_percent": "%",
    "memory_used": "B",
    "disk_free": "B",
    "output_rate": "tokens/s",
    "utilization_percent": "%",
    "temperature_c": "°C",
    "power_w": "W",
}
MAX = 1e30  # what 4 bytes hold; no sensor comes near


class Key(NamedTuple):
    gpu: int | None
    metric: Metric


@dataclass(slots=True)
class Sum:
    """Of values that came, and the highest of them."""

    total: float = 0.0
    n: int = 0
    highest: float = -math.inf

    def add(self, total: float, n: int, highest: float) -> None:
        self.total += total
        self.n += n
        self.highest = max(self.highest, highest)

    @property
    def mean(self) -> float:
        return self.total / self.n


Sums = dict[Key, Sum]


def read(telemetry: Telemetry) -> Iterator[tuple[Key, float]]:
    """What it has. Nothing where a slow probe made the client repeat what it said before."""
    if "telemetry" in telemetry.absent:
        return
    for metric in MACHINE:
        if _sane(value := getattr(telemetry, metric)):
            yield Key(None, metric), value
    for gpu in telemetry.gpus:
        for metric in GPU:
            if _sane(value := getattr(gpu, metric)):
                yield Key(gpu.index, metric), value


def _sane(value: float | None) -> bool:
    return value is not None and abs(value) < MAX
