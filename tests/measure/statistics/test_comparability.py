from typing import Any

import pytest

from obt.measure.statistics import Condition, differences

BASE: dict[str, Any] = {
    "model": "smollm2:135m",
    "digest": "9077fe9d2ae1a4a4",
    "quantization": "Q4_0",
    "context": 4096,
    "offload": 1.0,
    "think": False,
    "workload": "chat@1",
    "output_tokens": 128.0,
}


def condition(**changes: Any) -> Condition:
    return Condition(**{**BASE, **changes})


def aspects(**changes: Any) -> list[str]:
    return [found.aspect for found in differences(condition(), condition(**changes))]


def test_the_same_work_on_the_same_model_is_comparable() -> None:
    assert aspects() == []


@pytest.mark.parametrize(
    ("changes", "aspect"),
    [
        ({"digest": "ffff"}, "model"),
        ({"context": 8192}, "context"),
        ({"offload": 0.94}, "offload"),
        ({"think": True}, "think"),
        ({"think": "low"}, "think"),
        ({"workload": "chat@2"}, "workload"),
        ({"output_tokens": 96.0}, "output_length"),
    ],
)
def test_each_aspect_keeps_two_cells_apart(changes: dict[str, Any], aspect: str) -> None:
    assert aspects(**changes) == [aspect]


@pytest.mark.parametrize("unknown", ["digest", "context", "offload", "output_tokens"])
def test_what_is_not_known_is_not_the_same_as_anything(unknown: str) -> None:
    neither = condition(**{unknown: None})
    assert len(differences(neither, neither)) == 1
    assert len(aspects(**{unknown: None})) == 1


def test_a_little_more_or_less_is_the_same() -> None:
    assert aspects(offload=0.997) == []
    assert aspects(output_tokens=124.0) == []


def test_another_name_of_the_same_digest_is_the_same_model() -> None:
    assert aspects(model="mine:latest", quantization=None) == []


def test_the_same_model_by_stated_quantization() -> None:
    def by_quantization(**changes: Any) -> int:
        other = condition(digest="ffff", **changes)
        return len(differences(condition(), other, same_model_by="quantization"))

    assert by_quantization() == 0
    assert by_quantization(quantization="Q8_0") == 1
    assert by_quantization(model="llama3.2:1b") == 1
    unstated = condition(digest="ffff", quantization=None)
    assert len(differences(unstated, condition(), same_model_by="quantization")) == 1


def test_what_is_varied_on_purpose_keeps_nothing_apart() -> None:
    other = condition(digest="ffff", quantization="Q8_0", context=2048)
    assert [d.aspect for d in differences(condition(), other, varied=["model"])] == ["context"]


def test_both_sides_are_told_in_words() -> None:
    (found,) = differences(condition(), condition(offload=0.5))
    assert (found.a, found.b) == ("100.0% on the GPU", "50.0% on the GPU")
    (found,) = differences(condition(context=None), condition())
    assert (found.a, found.b) == ("unknown", "4096")
    (found,) = differences(condition(), condition(digest=None, quantization=None))
    assert found.a == "smollm2:135m Q4_0 9077fe9d2ae1"
    assert found.b == "smollm2:135m unknown digest"
