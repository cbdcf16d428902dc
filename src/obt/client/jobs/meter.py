"""From Ollama's progress lines to progress that people can trust.

A layer's bytes never fall, though Ollama's do when it fetches a part again. Bytes that were there
before count as done, not as speed. Rate and ETA are absent until there is enough to tell them from.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from obt.client.probes.reading import line as one_line
from obt.wire.jobs import LayerProgress, Progress
from obt.wire.types import MAX_COUNT

SMOOTH_S = 5.0
"""What happened so long ago weighs a third of what happens now."""
ENOUGH_S = 2.0
"""A rate from less is noise."""
MAX_LAYERS = 200


@dataclass
class _Layer:
    completed: int
    total: int


class Meter:
    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._layers: dict[str, _Layer] = {}
        self._rate = 0.0
        self._measured_s = 0.0
        self._last: float | None = None
        self._unread = 0

    @property
    def completed(self) -> int:
        return sum(layer.completed for layer in self._layers.values())

    @property
    def total(self) -> int:
        """Of the layers seen so far: Ollama tells them one after another."""
        return sum(layer.total for layer in self._layers.values())

    def take(self, line: dict[str, Any]) -> Progress:
        """One line of a pull, push or create."""
        digest, total = line.get("digest"), _count(line.get("total"))
        moving = isinstance(digest, str) and total is not None
        if isinstance(digest, str) and total is not None:
            self._note(digest[:80], _count(line.get("completed")) or 0, total)
        if not moving or self._last is None:
            self._pause()
        self._measure(moving)
        rate, known = self._smoothed(), bool(self._layers)
        left = self.total - self.completed
        return Progress(
            status=one_line(str(line.get("status", ""))),
            completed=self.completed if known else None,
            total=self.total if known else None,
            rate=rate if moving else None,
            eta_s=left / rate if moving and rate and left > 0 else None,
            layers=[
                LayerProgress(digest=digest, completed=layer.completed, total=layer.total)
                for digest, layer in list(self._layers.items())[:MAX_LAYERS]
            ],
        )

    def _note(self, digest: str, completed: int, total: int) -> None:
        layer = self._layers.get(digest)
        if layer is None:
            self._layers[digest] = _Layer(min(completed, total), total)
            return
        layer.total = max(layer.total, total)
        more = min(completed, layer.total) - layer.completed
        if more > 0:
            layer.completed += more
            self._unread += more

    def _pause(self) -> None:
        """Nothing moves while a digest is checked: that is no slow network."""
        self._last, self._unread = self._now(), 0

    def _measure(self, moving: bool) -> None:
        now = self._now()
        passed = now - self._last if self._last is not None else 0.0
        if not moving or passed <= 0:
            return
        keep = math.exp(-passed / SMOOTH_S)
        self._rate = self._rate * keep + self._unread / passed * (1 - keep)
        self._measured_s += passed
        self._last, self._unread = now, 0

    def _smoothed(self) -> float | None:
        if self._measured_s < ENOUGH_S:
            return None
        # the average began at zero, which is not what was measured
        return self._rate / (1 - math.exp(-self._measured_s / SMOOTH_S))


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MAX_COUNT else None
