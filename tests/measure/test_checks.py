from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from obt.measure.workloads import Check, Exact, JsonSchema, Regex, patterns
from obt.measure.workloads.json_schema import violations

CARELESS = r"^(\w+\s?)*\.$"
PERSON: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "pattern": "^[A-Z]"},
        "age": {"type": ["integer", "null"], "minimum": 0, "maximum": 150},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 2},
    },
}


def test_exact_and_regex() -> None:
    assert Exact(text="42").passes(" 42\n")
    assert not Exact(text="42").passes("42.")
    assert Regex(pattern=r"(?i)\bparis\b").passes("It is Paris.")
    assert not Regex(pattern="^Paris$").passes("It is Paris.")


def test_a_pattern_that_would_search_for_ever_is_stopped() -> None:
    assert patterns.found(CARELESS, "all is well.", limit_s=0.1)
    assert not patterns.found(CARELESS, "a" * 60, limit_s=0.1)


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ({"items": {"minimun": 1}}, "keywords that are not checked: minimun"),
        ({"properties": {"a": {"pattern": "("}}}, "not a regular expression"),
    ],
)
def test_a_schema_that_could_not_be_checked(definition: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        JsonSchema(definition=definition)


def test_a_reply_by_schema() -> None:
    check = JsonSchema(definition=PERSON)
    assert not check.passes("[" * 100_000)  # a model that cannot stop ends no benchmark
    assert check.passes('{"name": "Ada", "age": 36.0, "tags": ["a"]}')
    assert not check.passes('{"name": "ada"}')
    assert not check.passes("Sure! Here is the JSON: {}")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"name": "Ada", "age": None}, []),
        ([], ["$: not object"]),
        ({}, ["$: no name"]),
        ({"name": ""}, ["$.name: under minLength 1", "$.name: does not match ^[A-Z]"]),
        ({"name": "Ada", "age": True}, ["$.age: not integer or null"]),
        ({"name": "Ada", "age": 36.5}, ["$.age: not integer or null"]),
        ({"name": "Ada", "age": -1}, ["$.age: under minimum 0"]),
        ({"name": "Ada", "age": 151}, ["$.age: over maximum 150"]),
        ({"name": "Ada", "tags": ["a", "c"]}, ["$.tags[1]: not one of ['a', 'b']"]),
        ({"name": "Ada", "tags": ["a"] * 3}, ["$.tags: over maxItems 2"]),
        ({"name": "Ada", "x": 1}, ["$.x: nothing is allowed here"]),
    ],
)
def test_what_breaks_a_schema(value: Any, found: list[str]) -> None:
    assert violations(value, PERSON) == found


def test_constants_and_anything() -> None:
    assert violations(1, {"const": 2}) == ["$: not 2"]
    assert violations("anything", True) == []


def test_checks_survive_json() -> None:
    adapter: TypeAdapter[Check] = TypeAdapter(Check)
    for check in (JsonSchema(definition=PERSON), Regex(pattern="a"), Exact(text="b")):
        assert adapter.validate_json(adapter.dump_json(check)) == check
