"""Regular expressions that people wrote: a careless one may search for ever, so it is stopped."""

import regex

LIMIT_S = 2.0  #: Replies are short: who needs longer would never end


def fault(pattern: str) -> str | None:
    """Why it is none, in words; None = it is one."""
    try:
        regex.compile(pattern)
    except regex.error as error:
        return f"not a regular expression: {error}"
    return None


def found(pattern: str, text: str, limit_s: float = LIMIT_S) -> bool:
    """Anywhere in `text`, and in time. Other threads go on meanwhile."""
    try:
        return regex.search(pattern, text, timeout=limit_s, concurrent=True) is not None
    except TimeoutError:
        return False
