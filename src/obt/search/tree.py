"""What a query means: terms that must all hold. The browser builds the same tree."""

import re
from dataclasses import dataclass
from typing import Literal

from obt.search.scan import HEAD, SPACE
from obt.search.vocabulary import TextMatch, Vocabulary

Operator = Literal["<", "<=", ">", ">=", "=", "*"]


@dataclass(frozen=True, slots=True)
class Word:
    """Text found anywhere in what plain words search. A `*` of a glob stands for any text."""

    text: str
    glob: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class FlagTerm:
    """Any of these flags is set."""

    names: tuple[str, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    match: TextMatch | Literal["glob"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A bound in base units: bytes, parameters, tokens, seconds, seconds since 1970 (date).

    `low <= x < high` is what was written: a day for a date; for `=` all that rounds to it, so that
    `size:4.7GB` finds what is shown as 4.7 GB; else low = high. `*`: has any value.
    """

    kind: Literal["number", "age", "date"]
    op: Operator
    low: float
    high: float
    text: str  #: As written, for `render`


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """Any of these values is met."""

    field: str
    values: tuple[Text | Quantity, ...]
    negated: bool


Term = Word | FlagTerm | FieldTerm


def render(terms: tuple[Term, ...], vocabulary: Vocabulary) -> str:
    """A query that parses to the same tree."""
    return " ".join(("-" if term.negated else "") + _term(term, vocabulary) for term in terms)


def _term(term: Term, vocabulary: Vocabulary) -> str:
    if isinstance(term, FlagTerm):
        return "is:" + ",".join(term.names)
    if isinstance(term, FieldTerm):
        exact = vocabulary.fields[term.field].match == "exact"
        values = [
            _text(value, exact=exact) if isinstance(value, Text) else _quantity(value)
            for value in term.values
        ]
        return f"{term.field}:" + ",".join(values)
    if term.glob:
        return term.text
    odd = "*" in term.text or term.text.startswith("-") or MEANS_MORE.match(term.text)
    return quoted(term.text) if odd or any(c in SPACE + '"' for c in term.text) else term.text


#: A word that would be read as a field, or as one whose ":" was forgotten
MEANS_MORE = re.compile(HEAD.pattern + "|[A-Za-z_]+[<>=]")


def _text(value: Text, *, exact: bool) -> str:
    means_operator = value.text[0] in "<>="
    if value.match == "glob":
        return ("=" if means_operator else "") + value.text
    sign = "=" if value.match == "exact" and not exact else ""
    odd = "*" in value.text or means_operator or any(c in SPACE + ',"' for c in value.text)
    return sign + (quoted(value.text) if odd else value.text)


def _quantity(value: Quantity) -> str:
    # a bare age means "at most that old", so only there "=" must be said
    sign = "" if value.op == "*" or (value.op == "=" and value.kind != "age") else value.op
    return sign + (quoted(value.text) if " " in value.text else value.text)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
