"""Numbers as people read them. Sizes count in powers of 1000, as Ollama and the search do."""

import math

MINUTE, HOUR, DAY = 60, 3600, 86400
TINY_MS = 0.0005  #: Nobody waits for a nanosecond


def value(number: float, unit: str = "") -> str:
    """Three digits that count: `27.3 tokens/s`, `12.4 s`, below 10 s `1840 ms`; no exponents."""
    if unit == "s" and abs(number) < 10:
        number, unit = number * 1000, "ms"
    elif unit.startswith("s/") and abs(number) < 1:
        number, unit = number * 1000, f"m{unit}"
    if unit == "ms" and abs(number) < TINY_MS:
        number = 0
    digits = 0 if number == 0 else max(0, 2 - math.floor(math.log10(abs(number))))
    return f"{number:.{min(digits, 6)}f} {unit}".rstrip()


def share(part: float) -> str:
    """`1.8 %`, `12 %`."""
    percent = 100 * part
    return f"{percent:.1f} %" if abs(percent) < 9.95 else f"{percent:.0f} %"


def size(count: int | None) -> str:
    """`98 MB`, `4.7 GB`; nothing where it is not known."""
    if count is None:
        return ""
    number, unit = float(count), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if round(number) < 1000:
            break
        number, unit = number / 1000, larger
    return f"{number:.1f} {unit}" if number < 9.95 and unit != "B" else f"{number:.0f} {unit}"


def span(seconds: float) -> str:
    """Two units at most: `3 s`, `12 min`, `1 h 5 min`."""
    whole = max(0, round(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        minutes, rest = divmod(whole, MINUTE)
        return f"{minutes} min {rest} s" if minutes < 5 and rest else f"{minutes} min"
    if whole < DAY:
        hours, rest = divmod(whole, HOUR)
        return f"{hours} h {rest // MINUTE} min" if rest >= MINUTE else f"{hours} h"
    days, rest = divmod(whole, DAY)
    return f"{days} d {rest // HOUR} h" if rest >= HOUR else f"{days} d"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 machine`, `3 machines`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
