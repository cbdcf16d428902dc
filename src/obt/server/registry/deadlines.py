"""Whom to look at next: a heap of deadlines, so that nobody is looked at in vain."""

import heapq
import math


class Deadlines:
    """One deadline counts for each key: the earliest asked for since it was last due.

    What only postpones (a beat) costs a lookup and no place in the heap: the earlier deadline
    comes, is found too early, and asks again.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, str]] = []
        self._at: dict[str, float] = {}

    def ask(self, key: str, at: float) -> None:
        """Infinity asks for nothing."""
        if at < self._at.get(key, math.inf):
            self._at[key] = at
            heapq.heappush(self._heap, (at, key))

    def drop(self, key: str) -> None:
        self._at.pop(key, None)

    def due(self, now: float) -> list[str]:
        """Keys whose deadline has come; each must ask again to be found again."""
        found = []
        while self._heap and self._heap[0][0] <= now:
            at, key = heapq.heappop(self._heap)
            if self._at.get(key) == at:
                del self._at[key]
                found.append(key)
        return found
