"""From text to a query, or to the first thing wrong with it, with its place."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from obt.search.match import Row, Test, all_of
from obt.search.quantity import DAY_S, Refused, amount, day
from obt.search.scan import OPERATOR, Part, RawTerm, scan, utf16
from obt.search.tree import (
    MEANS_MORE,
    FieldTerm,
    FlagTerm,
    Operator,
    Quantity,
    Term,
    Text,
    Word,
    quoted,
    render,
)
from obt.search.vocabulary import Field, Unit, Vocabulary, nearest, unit

LONGEST = 1000  #: UTF-16 units in a query
SHOWN = 40  #: Code points of the query that a message repeats


class QueryError(ValueError):
    """What is wrong with a query, for people. Offsets are in UTF-16 units, as browsers count."""

    def __init__(self, message: str, position: int, length: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.length = length


@dataclass(frozen=True)
class Query:
    terms: tuple[Term, ...]
    vocabulary: Vocabulary

    def matches(self, row: Row, now: float | None = None) -> bool:
        """`now`: seconds since 1970, for ages; the clock's when not given."""
        return self._test(row, time.time() if now is None else now)

    def __str__(self) -> str:
        return render(self.terms, self.vocabulary)

    @cached_property
    def _test(self) -> Test:
        return all_of(self.terms)


def parse(text: str, vocabulary: Vocabulary) -> Query:
    """Raises QueryError. An empty text is a query that everything meets."""
    if utf16(text, len(text)) > LONGEST:
        message = f"the query is too long: at most {LONGEST} characters"
        raise QueryError(message, LONGEST, utf16(text, len(text)) - LONGEST)
    parser = _Parser(text, vocabulary)
    return Query(tuple(parser.term(raw) for raw in scan(text)), vocabulary)


class _Parser:
    def __init__(self, query: str, vocabulary: Vocabulary) -> None:
        self.query = query
        self.vocabulary = vocabulary

    def fail(self, start: int, end: int, what: str, rest: str = "") -> NoReturn:
        position = utf16(self.query, start)
        length = utf16(self.query, end) - position
        raise QueryError(f"{what} at {position}{rest}", position, length)

    def term(self, raw: RawTerm) -> Term:
        if raw.head is None:
            return self.word(raw)
        if raw.head.lower() == "is":
            self.check_parts(raw)
            names = [self.one_of("flag", self.vocabulary.flags, part) for part in raw.parts]
            return FlagTerm(tuple(names), raw.negated)
        field = self.vocabulary.field(raw.head)
        if field is None:
            self.unknown_field(raw, raw.head)
        self.check_parts(raw)
        return FieldTerm(
            field.name, tuple(self.value(field, part) for part in raw.parts), raw.negated
        )

    def word(self, raw: RawTerm) -> Word:
        part = raw.parts[0]
        if part.end == part.start:
            self.fail(raw.start, raw.end, "the '-'", " has nothing to exclude")
        self.check_quotes(part)
        forgotten = None if part.quoted else MEANS_MORE.match(part.text)
        if forgotten and (at := OPERATOR.search(part.text)):
            name = part.text[: at.start()]
            field = self.vocabulary.field(name)
            if field and field.kind in ("number", "time"):
                better = f"{name}:{_clip(part.text[at.start() :])}"
                end = part.start + at.end()
                self.fail(part.start, end, f"'{name}'", f" lacks its ':': write {better}")
        return Word(part.text, not part.quoted and "*" in part.text, raw.negated)

    def unknown_field(self, raw: RawTerm, head: str) -> NoReturn:
        known = [*self.vocabulary.fields, *self.vocabulary.aliases, "is"]
        near = nearest(head, known)
        if head.lower() in self.vocabulary.flags:
            rest = f": did you mean 'is:{head.lower()}'?"
        elif near:
            rest = f": did you mean '{near}'?"
        else:
            text = _clip(self.query[raw.head_start : raw.end])
            rest = f": to find that text, write {quoted(text)}"
        end = raw.head_start + len(head)
        self.fail(raw.head_start, end, f"unknown field '{_clip(head)}'", rest)

    def check_parts(self, raw: RawTerm) -> None:
        for index, part in enumerate(raw.parts):
            if part.quoted or part.text:
                self.check_quotes(part)
            elif part.op:
                self.fail(part.start, part.end, f"'{part.op}'", " has no value")
            elif index:
                self.fail(part.start - 1, part.start, "the ','", " has no value after it")
            else:
                self.fail(raw.head_start, part.start, f"'{raw.head}:'", " has no value")

    def check_quotes(self, part: Part) -> None:
        if not part.closed:
            self.fail(part.text_start, part.end, "the quote", " is not closed")
        if part.tail < part.end:
            tail = _clip(self.query[part.tail : part.end])
            self.fail(part.tail, part.end, f"'{tail}'", " follows a quote: put a space between")
        if part.quoted and not part.text:
            self.fail(part.text_start, part.end, "the quotes", " have nothing between them")
        if not part.quoted and '"' in part.text:
            at = part.text_start + part.text.index('"')
            self.fail(at, at + 1, "the quote", " is inside a word: put quotes around all of it")

    def one_of(self, noun: str, known: Sequence[str], part: Part) -> str:
        if part.op and (noun == "flag" or part.op != "="):
            end = part.start + len(part.op)
            self.fail(part.start, end, f"'{part.op}'", f" cannot compare a {noun}")
        name = part.text.lower()
        if name not in known:
            near = nearest(name, known)
            rest = f": did you mean '{near}'?" if near else f": one of {', '.join(known)}"
            self.fail(part.text_start, part.end, f"unknown {noun} '{_clip(part.text)}'", rest)
        return name

    def value(self, field: Field, part: Part) -> Text | Quantity:
        if field.kind == "enum":
            return Text(self.one_of(field.name, field.values, part), "exact")
        if field.kind != "text":
            return self.quantity(field, part)
        if part.op not in ("", "="):
            end = part.start + len(part.op)
            self.fail(part.start, end, f"'{part.op}'", f" cannot compare '{field.name}', a text")
        if not part.quoted and "*" in part.text:
            return Text(part.text, "glob")
        return Text(part.text, "exact" if part.op else field.match)

    def quantity(self, field: Field, part: Part) -> Quantity:
        if part.text == "*" and not part.quoted and not part.op:
            return Quantity("number", "*", 0, 0, "*")
        op: Operator = _OPERATORS[part.op]
        if field.unit is None:
            start = day(part.text)
            if start is not None:
                return Quantity("date", op, start, start + DAY_S, part.text)
            # "7d" of an age means within 7 days: nothing is exactly that old
            op = _OPERATORS[part.op or "<="]
        unit_ = field.unit or unit("duration")
        read = amount(part.text, unit_)
        if isinstance(read, Refused):
            self.refuse(field, unit_, part, read)
        low, high = (read.low, read.high) if op == "=" else (read.value, read.value)
        return Quantity("number" if field.unit else "age", op, low, high, part.text)

    def refuse(self, field: Field, of: Unit, part: Part, refused: Refused) -> NoReturn:
        names = f": one of {', '.join(of.names)}"
        if refused.why == "unit":
            at = part.text_start + part.quoted + refused.at
            rest = names if of.names else ": write a plain number"
            self.fail(at, at + len(refused.text), f"unknown unit '{_clip(refused.text)}'", rest)
        shown = f"'{_clip(part.text)}'"
        if refused.why == "bare":
            self.fail(part.text_start, part.end, shown, f" needs a unit{names}")
        what = f"a number such as {of.example}"
        if field.unit is None:
            what = "an age such as 7d or a date such as 2026-01-31"
        self.fail(part.text_start, part.end, shown, f" is not {what}")


_OPERATORS: dict[str, Operator] = {"": "=", "=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def _clip(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
