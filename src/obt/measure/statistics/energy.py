"""Energy per output token, from a sensor's power samples."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from obt.measure.frozen import Frozen

#: Two power samples further apart than this do not cover the time between them.
MAX_GAP_S = 0.5
MIN_COVERAGE = 0.90


class PowerSample(NamedTuple):
    at_s: float  #: The stamps' clock
    watts: float


class Energy(Frozen):
    joules: float  #: Measured, of the whole window
    idle_joules: float  #: What the machine would have used anyway
    per_token: float  #: (measured - idle) / tokens, J/token
    coverage: float  #: Share of the window between power samples that are close enough


class NotMeasured(Frozen):
    reason: str


def energy_per_token(
    samples: Sequence[PowerSample],
    window: tuple[float, float],
    tokens: int,
    idle_watts: float | None,
    max_gap_s: float = MAX_GAP_S,
) -> Energy | NotMeasured:
    """Trapezoids under the power between the two ends of `window` (s), minus idle power times its
    length (exo `bench/METHODOLOGY.md`; aiperf). Parts that are not covered count as the mean of
    the covered ones. Give the phases' own windows for prefill and decode apart.
    """
    start, end = window
    if tokens < 1 or end <= start:
        return NotMeasured(reason="no tokens, or no time")
    if idle_watts is None:
        return NotMeasured(reason="the idle power is not known")
    joules = covered = 0.0
    for before, after in pairwise(sorted(samples)):
        low, high = max(before.at_s, start), min(after.at_s, end)
        if high <= low or after.at_s - before.at_s > max_gap_s:
            continue
        joules += (_watts(before, after, low) + _watts(before, after, high)) / 2 * (high - low)
        covered += high - low
    coverage = min(covered / (end - start), 1.0)
    if coverage < MIN_COVERAGE:
        return NotMeasured(reason=f"power is known for {coverage:.0%} of the time")
    whole = joules / covered * (end - start)
    idle = idle_watts * (end - start)
    if whole <= idle:
        return NotMeasured(reason="no more power than when idle: this sensor sees another part")
    return Energy(
        joules=whole, idle_joules=idle, per_token=(whole - idle) / tokens, coverage=coverage
    )


def _watts(before: PowerSample, after: PowerSample, at_s: float) -> float:
    part = (at_s - before.at_s) / (after.at_s - before.at_s)
    return before.watts + part * (after.watts - before.watts)
