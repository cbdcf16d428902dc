"""What can be searched: fields, flags and units, from the one file that the browser reads too."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypedDict

Kind = Literal["text", "enum", "number", "time"]
TextMatch = Literal["contains", "prefix", "exact"]

LONGEST_MISSPELT = 40  #: Longer words are no misspelling of anything here


@dataclass(frozen=True, slots=True)
class Unit:
    example: str
    bare: bool  #: A number needs no unit
    names: tuple[str, ...]  #: As people write them
    factors: Mapping[str, float]  #: By name, in lower case


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    match: TextMatch  #: What a value without `=` and `*` means; for text
    values: tuple[str, ...]  #: The only ones there are; for enums
    unit: Unit | None  #: For numbers


@dataclass(frozen=True, slots=True)
class Vocabulary:
    name: str
    words: tuple[str, ...]  #: The text fields that plain words search
    fields: Mapping[str, Field]
    aliases: Mapping[str, str]
    flags: tuple[str, ...]

    def field(self, spelling: str) -> Field | None:
        name = spelling.lower()
        return self.fields.get(self.aliases.get(name, name))


class UnitData(TypedDict):
    example: str
    bare: bool
    factors: dict[str, float]


class FieldData(TypedDict, total=False):
    kind: Kind
    match: TextMatch
    values: list[str]
    unit: str
    aliases: list[str]
    about: str


class VocabularyData(TypedDict):
    words: list[str]
    fields: dict[str, FieldData]
    flags: dict[str, str]


class Data(TypedDict):
    units: dict[str, UnitData]
    vocabularies: dict[str, VocabularyData]


@cache
def _data() -> Data:
    text = files("obt.search").joinpath("vocabularies.json").read_text(encoding="utf-8")
    data: Data = json.loads(text)
    return data


@cache
def unit(name: str) -> Unit:
    data = _data()["units"][name]
    return Unit(
        example=data["example"],
        bare=data["bare"],
        names=tuple(data["factors"]),
        factors={key.lower(): factor for key, factor in data["factors"].items()},
    )


@cache
def vocabulary(name: Literal["models", "clients", "jobs"]) -> Vocabulary:
    data = _data()["vocabularies"][name]
    return Vocabulary(
        name=name,
        words=tuple(data["words"]),
        fields={key: _field(key, field) for key, field in data["fields"].items()},
        aliases={a: key for key, field in data["fields"].items() for a in field.get("aliases", [])},
        flags=tuple(data["flags"]),
    )


def _field(name: str, data: FieldData) -> Field:
    return Field(
        name=name,
        kind=data["kind"],
        match=data.get("match", "exact"),
        values=tuple(data.get("values", [])),
        unit=unit(data["unit"]) if "unit" in data else None,
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant: what it begins, or what is a slip or two away."""
    lowered = word.lower()
    if len(lowered) > LONGEST_MISSPELT:
        return None
    best, least = None, 3
    for candidate in known:
        if len(lowered) > 1 and candidate.startswith(lowered):
            return candidate
        distance = _distance(lowered, candidate)
        if distance < least and (distance == 1 or len(candidate) > 4):
            best, least = candidate, distance
    return best


def _distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        before = row[0]
        row[0] = i
        for j, right in enumerate(b, 1):
            change = before if left == right else 1 + min(before, row[j], row[j - 1])
            before, row[j] = row[j], change
    return row[-1]
