import pytest

from obt.wire.names import same_model, spelling


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("llama3.2", "llama3.2:latest", True),
        ("Llama3.2", "registry.ollama.ai/library/llama3.2:LATEST", True),
        ("llama3.2", "llama3.2:1b", False),
        ("me/llama3.2", "llama3.2", False),
        ("not a name", "not a name", True),
        ("not a name", "Not a name", False),
    ],
)
def test_two_names_of_one_model(one: str, other: str, same: bool) -> None:
    assert same_model(one, other) is same
    assert same_model(other, one) is same


@pytest.mark.parametrize(
    ("name", "found"),
    [("b:1", "b:1"), ("B:1", "b:1"), ("a", "A:latest"), ("c", None), ("no name", None)],
)
def test_how_a_list_spells_a_model(name: str, found: str | None) -> None:
    assert spelling(name, {"A:latest": 1, "b:1": 2}) == found
