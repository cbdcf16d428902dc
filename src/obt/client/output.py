"""How fast Ollama generates for OBT. It tells no rate while it works, so OBT counts its own."""

from collections.abc import Callable

from obt.client.clock import Clock
from obt.client.probes.reading import Missing

NOTHING = Missing(
    "Ollama does not tell; OBT counts what it asks for itself, in benchmarks when a request ends"
)

Generated = Callable[[int, float], None]
"""Told of output tokens that came, and in how many seconds; 0 = just now."""


def uncounted(_tokens: int, _took_s: float) -> None:
    """For whoever has no beat to carry it."""


class Output:
    """Output tokens of this client's own requests."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._since = self._clock.now()
        self._tokens = 0
        self._whole: list[tuple[int, float]] = []

    def add(self, tokens: int, took_s: float) -> None:
        """See `Generated`."""
        if took_s > 0:
            self._whole.append((tokens, took_s))
        else:
            self._tokens += tokens

    def rate(self) -> float | Missing:
        """Tokens per second since it was last asked.

        A request of which only the end is known counts with its own mean where it took longer.
        """
        now = self._clock.now()
        elapsed = now - self._since
        if elapsed <= 0:
            return NOTHING
        tokens, whole = self._tokens, self._whole
        self._since, self._tokens, self._whole = now, 0, []
        if not tokens and not whole:
            return NOTHING
        return tokens / elapsed + sum(n / max(elapsed, took) for n, took in whole)
