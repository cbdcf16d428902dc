"""Numbers with units, ages and dates, as people write them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from obt.search.vocabulary import Unit, unit

# 15 digits are exact in a double; more would compare wrongly
_NUMBER = re.compile(r"([0-9]{1,15}(?:\.([0-9]{1,6}))?)( ?)([A-Za-z%]*)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY_S = 86400.0


@dataclass(frozen=True, slots=True)
class Amount:
    value: float  #: In base units
    low: float  #: What rounds to it as written: low <= x < high
    high: float


@dataclass(frozen=True, slots=True)
class Refused:
    why: str  #: "number": it is none; "unit": no such; "bare": one is needed
    at: int = 0  #: Where in the text, in code points
    text: str = ""


def amount(text: str, of: Unit) -> Amount | Refused:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return Refused("number", text=text)
    digits, decimals, _, name = match.groups()
    factor = 1.0
    if name:
        if name.lower() not in of.factors:
            return Refused("unit", match.start(4), name)
        factor = of.factors[name.lower()]
    elif not of.bare and float(digits) != 0:
        return Refused("bare", text=text)
    number = float(digits)
    # from its decimal form, so that Python and browsers get the same bits
    half = float("0." + "0" * len(decimals or "") + "5")
    return Amount(number * factor, (number - half) * factor, (number + half) * factor)


def day(text: str) -> float | None:
    """Start of that day in UTC, seconds since 1970."""
    if not _DATE.fullmatch(text):
        return None
    try:
        start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
    return start.timestamp() if start.year >= 1970 else None


def quantity(text: str, unit_name: str) -> float | None:
    """The number in base units, for rows that have it as text: Ollama's "8.0B" parameters."""
    read = amount(text.strip(), unit(unit_name))
    return read.value if isinstance(read, Amount) else None
