"""The numbers that govern jobs."""

from dataclasses import dataclass

BACKOFF_S = 3.0
BACKOFF_MAX_S = 120.0


@dataclass(frozen=True, slots=True)
class Rules:
    retries: int = 4  #: Automatic ones: 3, 9, 27 and 81 s after each other, two minutes in all
    lost_after_s: float = 3600.0  #: Silence after which a running job is lost
    history_days: float = 30.0

    def backoff_s(self, retries_left: int) -> float:
        """Before the next try, when so many are left after it."""
        done = max(0, self.retries - retries_left - 1)
        return float(min(BACKOFF_S * 3**done, BACKOFF_MAX_S))
