from datetime import UTC, datetime
from typing import Any

import pytest
from tests.client.fakes import digest, running, tag

from obt.client.ollama import parse

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_reads_a_tag_of_0_9() -> None:
    tags, odd = parse.installed({"models": [tag("llama:8b")]})
    assert odd == []
    assert not tags[0].complete
    model = tags[0].fact()
    assert model.name == "llama:8b"
    assert model.digest == digest("a")
    assert model.modified_at == datetime(2026, 1, 2, 1, 4, 5, 123456, tzinfo=UTC)
    assert model.details.quantization == "Q4_K_M"
    assert model.details.capabilities == []


def test_reads_a_tag_of_0_30() -> None:
    entry = tag("llama:8b", capabilities=["completion", "tools"], brand_new_field={"x": 1})
    entry["details"].update(context_length=8192, embedding_length=0)
    (only,), _ = parse.installed({"models": [entry]})
    assert only.complete
    details = only.fact().details
    assert details.capabilities == ["completion", "tools"]
    assert details.context_length == 8192
    assert details.embedding_length is None


def test_marks_a_cloud_stub() -> None:
    entry = tag("big:cloud", remote_model="big", remote_host="https://ollama.com:443")
    (only,), _ = parse.installed({"models": [entry]})
    assert only.complete
    assert only.fact().remote_model == "big"
    assert only.fact().remote_host == "https://ollama.com:443"


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "short"},
        {"digest": None},
        {"size": -1},
        {"size": "many"},
        {"modified_at": "yesterday"},
        {"modified_at": None},
        {"name": "", "model": ""},
        {"name": "with space"},
    ],
)
def test_one_odd_entry_never_hides_the_others(change: dict[str, object]) -> None:
    tags, odd = parse.installed({"models": [{**tag("odd"), **change}, 7, tag("good", "b")]})
    assert [entry.label for entry in tags] == ["good"]
    assert len(odd) == 2


@pytest.mark.parametrize("details", [None, [], "x", {"families": None, "family": 3}])
def test_odd_details_are_no_details(details: object) -> None:
    (only,), odd = parse.installed({"models": [{**tag("m"), "details": details}]})
    assert odd == []
    assert only.fact().details.family is None


def test_takes_the_prefix_off_a_digest() -> None:
    (only,), _ = parse.installed({"models": [{**tag("m"), "digest": "sha256:" + digest("c")}]})
    assert only.fact().digest == digest("c")


def test_lines_are_made_fit_for_the_wire() -> None:
    entry = tag("m")
    entry["details"]["family"] = "a\x00b\n" + "x" * 900
    (only,), _ = parse.installed({"models": [entry]})
    family = only.fact().details.family
    assert family is not None
    assert family.startswith("a b x")
    assert len(family) == 500


def test_an_empty_list_may_be_null() -> None:
    assert parse.installed({"models": None}) == ([], [])
    assert parse.loaded({"models": None}, NOW) == ([], [])


@pytest.mark.parametrize("answer", [{}, {"models": {}}, {"models": "x"}])
def test_no_list_at_all_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no list"):
        parse.installed(answer)
    with pytest.raises(ValueError, match="no list"):
        parse.loaded(answer, NOW)


@pytest.mark.parametrize(
    ("expires_at", "expected"),
    [
        ("2026-01-02T03:09:05.987654321+02:00", datetime(2026, 1, 2, 1, 9, 5, 987654, tzinfo=UTC)),
        ("2026-01-02T03:09:05Z", datetime(2026, 1, 2, 3, 9, 5, tzinfo=UTC)),
        ("2318-04-14T02:30:00+02:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-10:00", None),
        (None, None),
    ],
)
def test_expiry(expires_at: str | None, expected: datetime | None) -> None:
    (model,), odd = parse.loaded({"models": [running("m", expires_at=expires_at)]}, NOW)
    assert odd == []
    assert model.expires_at == expected


def test_reads_loaded_models_of_old_and_new() -> None:
    old, new = running("b"), running("a", context_length=4096)
    del old["size_vram"]
    models, _ = parse.loaded({"models": [old, new]}, NOW)
    assert [(m.name, m.size_vram, m.context_length) for m in models] == [
        ("a", 500, 4096),
        ("b", 0, None),
    ]


def test_reads_what_show_tells() -> None:
    details = parse.shown(
        {
            "details": {"family": "llama", "format": "gguf", "quantization_level": "Q8_0"},
            "model_info": {
                "general.architecture": "llama",
                "llama.context_length": 2048,
                "llama.embedding_length": 576,
                "tokenizer.ggml.tokens": [],
            },
            "capabilities": ["completion"],
        }
    )
    assert (details.context_length, details.embedding_length) == (2048, 576)
    assert details.capabilities == ["completion"]


@pytest.mark.parametrize(
    "answer", [{}, {"details": None, "model_info": None, "capabilities": None}, {"model_info": []}]
)
def test_show_may_tell_nothing(answer: dict[str, Any]) -> None:
    assert parse.shown(answer).context_length is None
