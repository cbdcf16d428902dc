"""What else of OBT goes on at a machine that measures: nothing shall, and what does is told."""

from collections.abc import Callable

Beside = Callable[[], tuple[str, ...]]
"""What goes on now, in words for people."""


def nothing() -> tuple[str, ...]:
    """For whoever is alone."""
    return ()
