"""How long to wait before the next dial."""

from obt.client.clock import Clock

FIRST_S = 0.5
CAP_S = 4.0
"""However long a server was away, its clients are back within 5 s."""
SLOW_S = 15.0
"""Where only a person, or another client's end, can help."""
LASTED_S = 5.0
"""A link that lived shorter does not count as healed."""


class Backoff:
    """Doubling with jitter, so that a fleet does not come back as one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tries = 0
        self._up_since: float | None = None

    def up(self) -> None:
        self._up_since = self._clock.now()

    def next(self) -> float:
        """Seconds: the first at most 0.5, later ones between 2 and 4."""
        up_since, self._up_since = self._up_since, None
        if up_since is not None and self._clock.now() - up_since >= LASTED_S:
            self._tries = 0
        ceiling = min(CAP_S, FIRST_S * 2.0**self._tries)
        self._tries = min(self._tries + 1, 10)
        return self._clock.uniform(ceiling / 2, ceiling)

    def slow(self) -> float:
        return self._clock.uniform(SLOW_S / 2, SLOW_S)
