"""Whether a row meets a query. No regular expressions: no query is slow, however odd."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from obt.search.tree import FieldTerm, FlagTerm, Quantity, Term, Text, Word
from obt.search.vocabulary import Vocabulary

Test = Callable[["Row", float], bool]
"""Of a row and the time now, in seconds since 1970."""


class Row(Protocol):
    """What can be asked of a thing that is searched."""

    @property
    def words(self) -> str:
        """All that plain words search, in lower case; one text a line."""

    def texts(self, field: str) -> Sequence[str]:
        """In lower case, without empty ones."""

    def number(self, field: str) -> float | None:
        """In base units; times in seconds since 1970; None = there is none."""

    def flag(self, name: str) -> bool: ...


class IndexedRow:
    """A row made of plain values. What a vocabulary has and this is not given is absent."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        texts: Mapping[str, Iterable[str | None]],
        numbers: Mapping[str, float | None] | None = None,
        flags: Iterable[str] = (),
    ) -> None:
        self._texts = {
            field: tuple(text.lower() for text in several if text)
            for field, several in texts.items()
        }
        self._numbers = dict(numbers or {})
        self._flags = frozenset(flags)
        self.words = "\n".join(
            text for field in vocabulary.words for text in self._texts.get(field, ())
        )

    def texts(self, field: str) -> Sequence[str]:
        return self._texts.get(field, ())

    def number(self, field: str) -> float | None:
        return self._numbers.get(field)

    def flag(self, name: str) -> bool:
        return name in self._flags


def all_of(terms: Sequence[Term]) -> Test:
    tests = [_term(term) for term in terms]
    return lambda row, now: all(test(row, now) for test in tests)


def _term(term: Term) -> Test:
    if isinstance(term, Word):
        test = _word(term)
    elif isinstance(term, FlagTerm):
        test = _flags(term.names)
    else:
        test = _field(term)
    # a plain complement: what has no value at all does not meet the term, so meets its negation
    return (lambda row, now: not test(row, now)) if term.negated else test


def _word(term: Word) -> Test:
    text = term.text.lower()
    if not term.glob:
        return lambda row, now: text in row.words
    pieces = [piece for piece in text.split("*") if piece]
    return lambda row, now: _on_one_line(row.words, pieces)


def _flags(names: tuple[str, ...]) -> Test:
    return lambda row, now: any(row.flag(name) for name in names)


def _field(term: FieldTerm) -> Test:
    tests = [
        _text(term.field, value) if isinstance(value, Text) else _quantity(term.field, value)
        for value in term.values
    ]
    return lambda row, now: any(test(row, now) for test in tests)


def _text(field: str, value: Text) -> Test:
    text = value.text.lower()
    if value.match == "glob":
        pieces = text.split("*")
        return lambda row, now: any(_whole(it, pieces) for it in row.texts(field))
    if value.match == "exact":
        return lambda row, now: text in row.texts(field)
    if value.match == "prefix":
        return lambda row, now: any(it.startswith(text) for it in row.texts(field))
    return lambda row, now: any(text in it for it in row.texts(field))


def _quantity(field: str, value: Quantity) -> Test:
    holds = _HOLDS[value.op]

    def test(row: Row, now: float) -> bool:
        x = row.number(field)
        if x is None:
            return False
        return holds(now - x if value.kind == "age" else x, value.low, value.high)

    return test


_HOLDS: dict[str, Callable[[float, float, float], bool]] = {
    "<": lambda x, low, high: x < low,
    "<=": lambda x, low, high: x < high or x == low,
    ">": lambda x, low, high: x >= high and x != low,
    ">=": lambda x, low, high: x >= low,
    "=": lambda x, low, high: low <= x < high,
    "*": lambda x, low, high: True,
}


def _whole(text: str, pieces: list[str]) -> bool:
    first, last = pieces[0], pieces[-1]
    at, end = len(first), len(text) - len(last)
    if at > end or not (text.startswith(first) and text.endswith(last)):
        return False
    for piece in pieces[1:-1]:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _on_one_line(text: str, pieces: list[str]) -> bool:
    """The first place of each piece is the best one, so one pass a line is enough."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        at = start
        for piece in pieces:
            found = text.find(piece, at, end)
            if found < 0:
                break
            at = found + len(piece)
        else:
            return True
        start = end + 1
    return False
