"""Numbers as people read them. Sizes count in powers of 1000, as Ollama and the search do; memory
of machines in GiB.
"""

from datetime import datetime

from obt.measure.words import DAY, HOUR, MINUTE, count, share, size, span, value

__all__ = [
    "about",
    "count",
    "listed",
    "memory",
    "rate",
    "share",
    "since",
    "size",
    "span",
    "until",
    "value",
]


def memory(count: int | None) -> str:
    """In GiB, as RAM is sold and the dashboard shows it; nothing where it is not known."""
    return "" if count is None else f"{count / 2**30:.1f} GiB"


def rate(per_second: float) -> str:
    return f"{size(int(per_second))}/s"


def about(seconds: float) -> str:
    """One unit: `3 s`, `12 min`, `1 h`, `3 d`."""
    for unit, length in (("d", DAY), ("h", HOUR), ("min", MINUTE)):
        if seconds >= length:
            return f"{int(seconds / length)} {unit}"
    return f"{int(seconds)} s"


def since(at: datetime | None, now: datetime) -> str:
    """`now`, `3 s ago`, `2 d ago`; other clocks may be a little ahead."""
    if at is None:
        return "never"
    seconds = (now - at).total_seconds()
    return "now" if seconds < 2 else f"{about(seconds)} ago"


def until(at: datetime | None, now: datetime) -> str:
    """`in 4 min`; without a time: for ever."""
    if at is None:
        return "for ever"
    seconds = (at - now).total_seconds()
    if seconds > 10 * 365 * DAY:
        return "for ever"
    return f"in {about(seconds)}" if seconds > 0 else "any moment"


def listed(words: list[str], most: int = 12) -> str:
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")
