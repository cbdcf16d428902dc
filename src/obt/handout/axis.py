"""From values to places on a drawing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: Values that span more than this are drawn on a logarithmic axis, where that is asked for.
WIDE = 8.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps `low` to `start` and `high` to `end`."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        low, high, here = (self._scaled(it) for it in (self.low, self.high, value))
        part = (here - low) / (high - low) if high != low else 0.5
        return self.start + part * (self.end - self.start)

    def ticks(self, most: int = 5) -> list[float]:
        """Round numbers within it, at most so many."""
        if self.log:
            powers = range(
                math.ceil(math.log2(self.low) - 1e-9), math.floor(math.log2(self.high) + 1e-9) + 1
            )
            step = max(1, -(-len(powers) // most))
            return [2.0**power for power in powers[::step]]
        if self.high == self.low:
            return [self.low]
        rough = (self.high - self.low) / most
        size: float = 10.0 ** math.floor(math.log10(rough))
        step_size = next(size * it for it in (1, 2, 5, 10) if size * it >= rough * (1 - 1e-9))
        first = math.ceil(self.low / step_size - 1e-9)
        last = math.floor(self.high / step_size + 1e-9)
        return [number * step_size for number in range(first, last + 1)]

    def _scaled(self, value: float) -> float:
        return math.log2(value) if self.log else value


def around(values: Sequence[float], start: float, end: float) -> Axis:
    """All of them, with some room; it need not begin at zero."""
    low, high = min(values), max(values)
    room = (high - low) * 0.06 or abs(high) * 0.05 or 1.0
    return Axis(max(low - room, 0.0) if low >= 0 else low - room, high + room, start, end)


def from_zero(values: Sequence[float], start: float, end: float) -> Axis:
    return Axis(0.0, max(values) * 1.08 or 1.0, start, end)


def along(values: Sequence[float], start: float, end: float) -> Axis:
    """From the least to the most; logarithmic where they span a lot."""
    low, high = min(values), max(values)
    return Axis(low, high, start, end, log=low > 0 and high / low >= WIDE)


def plain(value: float) -> str:
    """A tick's label: `1 000` is `1000`, no exponents below a million."""
    return f"{value:.0f}" if value == round(value) and abs(value) < 1e6 else f"{value:.4g}"
