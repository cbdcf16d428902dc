"""The vocabularies name what the wire and the API name, and the guide tells of all of it."""

from pathlib import Path
from typing import get_args

import pytest

from obt.search import IndexedRow, Vocabulary, parse, quantity, vocabulary
from obt.search.vocabulary import nearest
from obt.server.views.clients import Status
from obt.wire.jobs import JobState
from obt.wire.operations import Kind

GUIDE = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")


def test_jobs_know_every_kind_and_state_of_the_wire() -> None:
    jobs = vocabulary("jobs")
    assert jobs.fields["kind"].values == get_args(Kind)
    assert jobs.fields["state"].values == get_args(JobState)


def test_clients_know_every_status_of_the_api() -> None:
    clients = vocabulary("clients")
    assert clients.fields["status"].values == tuple(Status)
    assert set(Status) <= set(clients.flags)


@pytest.mark.parametrize("words", [vocabulary("models"), vocabulary("clients"), vocabulary("jobs")])
def test_a_vocabulary_is_sound(words: Vocabulary) -> None:
    spellings = [*words.fields, *words.aliases]
    assert len(set(spellings)) == len(spellings)
    assert all(name.replace("_", "a").isalpha() and name.islower() for name in spellings)
    assert "is" not in spellings
    assert all(words.fields[name].kind in ("text", "enum") for name in words.words)
    for field in words.fields.values():
        assert (field.unit is not None) == (field.kind == "number")
        assert bool(field.values) == (field.kind == "enum")
        if field.unit:
            assert parse(f"{field.name}:>={field.unit.example}", words).terms
            assert len(field.unit.factors) == len(field.unit.names)


@pytest.mark.parametrize("words", [vocabulary("models"), vocabulary("clients"), vocabulary("jobs")])
def test_the_guide_tells_of_every_field_and_flag(words: Vocabulary) -> None:
    section = GUIDE.split(f"\n### {words.name.capitalize()}\n")[1].split("\n## ")[0]
    section = section.split("\n### ")[0]
    missing = [
        name
        for name in [*words.fields, *words.aliases, *(f"is:{flag}" for flag in words.flags)]
        if f"`{name}`" not in section
    ]
    assert missing == []


def test_a_row_says_nothing_of_what_it_was_not_given() -> None:
    row = IndexedRow(vocabulary("models"), {"name": ["Llama", "", None]}, {"size": None})
    assert row.words == "llama"
    assert row.texts("name") == ("llama",)
    assert row.texts("family") == ()
    assert row.number("size") is None
    assert row.number("params") is None
    assert not row.flag("loaded")


def test_ages_are_of_the_clock_when_no_time_is_given() -> None:
    row = IndexedRow(vocabulary("models"), {}, {"modified": 0})
    assert parse("modified:>1000w", vocabulary("models")).matches(row)


@pytest.mark.parametrize(
    ("text", "value"), [("8.0B", 8e9), (" 134.52M", 134.52e6), ("", None), ("large", None)]
)
def test_quantity_reads_what_ollama_writes(text: str, value: float | None) -> None:
    assert quantity(text, "params") == value


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("famly", "family"),
        ("fmaily", "family"),
        ("quan", "quantization"),
        ("sise", "size"),
        ("siez", None),  # two slips in four letters are another word
        ("s", None),
        ("f" * 41, None),
    ],
)
def test_nearest(word: str, meant: str | None) -> None:
    assert nearest(word, vocabulary("models").fields) == meant
