"""Cuts a query into raw terms. It never fails: what is wrong with them is for the parser to say.

    term  = ["-"] (field ":" part *("," part) | part)
    part  = [operator] (quoted | bare)      the operator after a field only

A field is letters and "_" only, so `llama3.2:1b` and `gpt-oss:20b` are words.
"""

import re
from dataclasses import dataclass

SPACE = " \t\n\r\f\v\u00a0\u3000"
HEAD = re.compile(r"([A-Za-z_]+):")
OPERATOR = re.compile(r"<=|>=|<|>|=")


@dataclass(frozen=True, slots=True)
class Part:
    """One value. Spans are in code points of the query."""

    start: int
    end: int
    op: str
    text: str  #: Without its quotes and escapes
    text_start: int  #: Where the value begins after the operator, its quote included
    quoted: bool
    closed: bool  #: The quote is; true of what has none
    tail: int  #: Where what follows the closing quote begins; `end` = nothing does


@dataclass(frozen=True, slots=True)
class RawTerm:
    start: int
    end: int
    negated: bool
    head: str | None  #: The field as written
    head_start: int
    parts: tuple[Part, ...]


def scan(query: str) -> list[RawTerm]:
    terms: list[RawTerm] = []
    at = 0
    while at < len(query):
        if query[at] in SPACE:
            at += 1
            continue
        term = _term(query, at)
        terms.append(term)
        at = term.end
    return terms


def _term(query: str, start: int) -> RawTerm:
    negated = query[start] == "-"
    at = head_start = start + negated
    match = HEAD.match(query, at)
    parts: list[Part] = []
    if match is None:
        parts.append(_part(query, at, listed=False))
    else:
        parts.append(_part(query, match.end(), listed=True))
        while query[parts[-1].end : parts[-1].end + 1] == ",":
            parts.append(_part(query, parts[-1].end + 1, listed=True))
    head = match[1] if match else None
    return RawTerm(start, parts[-1].end, negated, head, head_start, tuple(parts))


def _part(query: str, start: int, *, listed: bool) -> Part:
    match = OPERATOR.match(query, start) if listed else None
    op = match[0] if match else ""
    text_start = start + len(op)
    stops = SPACE + "," if listed else SPACE
    if query[text_start : text_start + 1] != '"':
        end = _bare_end(query, text_start, stops)
        text = query[text_start:end]
        return Part(start, end, op, text, text_start, quoted=False, closed=True, tail=end)
    text, tail, closed = _quoted(query, text_start + 1)
    end = _bare_end(query, tail, stops)
    return Part(start, end, op, text, text_start, quoted=True, closed=closed, tail=tail)


def _bare_end(query: str, at: int, stops: str) -> int:
    while at < len(query) and query[at] not in stops:
        at += 1
    return at


def _quoted(query: str, at: int) -> tuple[str, int, bool]:
    text = ""
    while at < len(query):
        if query[at] == '"':
            return text, at + 1, True
        if query[at] == "\\" and query[at + 1 : at + 2] in ('"', "\\"):
            at += 1
        text += query[at]
        at += 1
    return text, at, False


def utf16(text: str, at: int) -> int:
    """That offset as browsers count it."""
    return at + sum(char > "\uffff" for char in text[:at])
