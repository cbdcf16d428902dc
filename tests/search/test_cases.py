"""The table that both implementations are held to: here the server's, in Vitest the browser's."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from obt.search import IndexedRow, QueryError, parse, vocabulary
from obt.search.tree import FieldTerm, FlagTerm, Quantity, Term, Text, Word

TABLE = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["cases"]
TYPES: Mapping[type, str] = {
    Word: "word",
    FlagTerm: "flags",
    FieldTerm: "field",
    Text: "text",
    Quantity: "quantity",
}


def as_json(node: Term | Text | Quantity) -> dict[str, Any]:
    found = {"type": TYPES[type(node)], **asdict(node)}
    if isinstance(node, FieldTerm):
        found["values"] = [as_json(value) for value in node.values]
    if isinstance(node, FlagTerm):
        found["names"] = list(node.names)
    return found


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=f"{case['in']}: {case['query'][:60]!a}") for case in cases]


@pytest.mark.parametrize("case", named([case for case in CASES if "rows" in case]))
def test_query(case: dict[str, Any]) -> None:
    words = vocabulary(case["in"])
    query = parse(case["query"], words)
    found = [
        row["id"]
        for row in TABLE["rows"][case["in"]]
        if query.matches(
            IndexedRow(words, row["texts"], row["numbers"], row["flags"]), TABLE["now"]
        )
    ]
    assert found == case["rows"]
    assert str(query) == case.get("render", case["query"])
    assert parse(str(query), words) == query
    if "tree" in case:
        assert [as_json(term) for term in query.terms] == case["tree"]


@pytest.mark.parametrize("case", named([case for case in CASES if "error" in case]))
def test_error(case: dict[str, Any]) -> None:
    with pytest.raises(QueryError) as raised:
        parse(case["query"], vocabulary(case["in"]))
    error = raised.value
    found = {"message": error.message, "position": error.position, "length": error.length}
    assert found == case["error"]
