"""A value, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Missing:
    """`reason` is for people."""

    reason: str


def line(text: str) -> str:
    """One line as the wire takes it."""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:500]


def clean(reading: str | Missing) -> str | Missing:
    return reading if isinstance(reading, Missing) else line(reading)


@dataclass
class Absences:
    """Collects the reasons, by the path of the value."""

    reasons: dict[str, str] = field(default_factory=dict)

    def take(self, path: str, reading: T | Missing) -> T | None:
        """The value; where it is missing, None, and its reason is noted."""
        if not isinstance(reading, Missing):
            return reading
        self.reasons[path] = line(reading.reason)
        return None

    def note(self, reasons: Mapping[str, str]) -> None:
        for path, reason in reasons.items():
            self.take(path, Missing(reason))
