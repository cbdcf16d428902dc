from datetime import UTC, datetime
from typing import Any

import pytest
from tests.client.fakes import digest, running, tag

from obt.client.ollama import parse
from obt.wire.facts import Attention

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
                "llama.vocab_size": 49152,
                "tokenizer.ggml.tokens": [],
            },
            "capabilities": ["completion"],
        }
    )
    assert (details.context_length, details.embedding_length) == (2048, 576)
    assert details.vocabulary == 49152
    assert details.capabilities == ["completion"]


def show_of(**numbers: object) -> dict[str, Any]:
    """Of an architecture `a`: `attention_x` is `a.attention.x`."""
    told = {f"a.{key.replace('attention_', 'attention.')}": it for key, it in numbers.items()}
    return {"model_info": {"general.architecture": "a", **told}}


class TestAttention:
    def test_lengths_that_are_not_told_share_the_embedding(self) -> None:
        """As Ollama 0.9.3 shows SmolLM2: no lengths, an embedding of 576 for 9 heads."""
        told = show_of(
            block_count=30,
            embedding_length=576,
            attention_head_count=9,
            attention_head_count_kv=3,
        )
        assert parse.shown(told).attention == Attention(
            layers=30, heads=9, kv_heads=90, key_length=64, value_length=64
        )

    def test_layers_may_differ(self) -> None:
        told = show_of(
            block_count=4,
            attention_head_count=[8, 0, 8, 16],
            attention_head_count_kv=[2, 0, 2, 4],
            attention_key_length=128,
            attention_value_length=256,
            attention_sliding_window=512,
        )
        assert parse.shown(told).attention == Attention(
            layers=4, heads=16, kv_heads=8, key_length=128, value_length=256, sliding_window=512
        )

    def test_without_kv_heads_every_head_is_one(self) -> None:
        told = show_of(block_count=2, attention_head_count=4, embedding_length=256)
        attention = parse.shown(told).attention
        assert attention is not None
        assert attention.kv_heads == 8

    @pytest.mark.parametrize(
        "numbers",
        [
            {},
            {"block_count": 4, "embedding_length": 64},
            {"block_count": 4, "attention_head_count": 8},
            {"attention_head_count": 8, "embedding_length": 64},
            {"block_count": 4, "attention_head_count": [0, 0], "embedding_length": 64},
            {"block_count": 10**9, "attention_head_count": 8, "embedding_length": 64},
            {"block_count": "4", "attention_head_count": "8", "embedding_length": 64},
        ],
    )
    def test_is_absent_where_a_number_is_missing(self, numbers: dict[str, object]) -> None:
        assert parse.shown(show_of(**numbers)).attention is None


@pytest.mark.parametrize(
    "answer", [{}, {"details": None, "model_info": None, "capabilities": None}, {"model_info": []}]
)
def test_show_may_tell_nothing(answer: dict[str, Any]) -> None:
    assert parse.shown(answer).context_length is None
