"""One line of the table: what was asked, what was measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    part: str
    what: str
    budget: str  #: As written in docs/performance.md; "-" where it only informs
    measured: str
    met: bool | None = None  #: None: no budget


def at_most(part: str, what: str, value: float, limit: float, unit: str) -> Line:
    budget, measured = f"≤ {limit:g} {unit}", f"{value:.3g} {unit}"
    return Line(part, what, budget, measured, value <= limit)


def at_least(part: str, what: str, value: float, limit: float, unit: str = "") -> Line:
    budget, measured = f"≥ {limit:g} {unit}".strip(), f"{value:.3g} {unit}".strip()
    return Line(part, what, budget, measured, value >= limit)


def tells(part: str, what: str, measured: str) -> Line:
    return Line(part, what, "-", measured)


def quantile(values: list[float], q: float) -> float:
    """The nearest rank: a value that was measured, never one between two."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]
