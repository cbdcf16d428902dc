import math
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obt.measure.prompts import WORDS, PromptError, Recipe, calibrate, calibration, prefix

Count = Callable[[str], int]


def per_word(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text))


def per_piece(text: str) -> int:
    """Like a small BPE vocabulary: long words are several tokens, a newline is one."""
    parts = re.findall(r"\w+|[^\w\s]|\n", text)
    return 1 + sum(math.ceil(len(part) / 4) for part in parts)


def per_byte(text: str) -> int:
    return len(text.encode())


def counting(count: Count) -> tuple[Count, list[str]]:
    asked: list[str] = []

    def counted(text: str) -> int:
        asked.append(text)
        return count(text)

    return counted, asked


@pytest.mark.parametrize("count", [per_word, per_piece])
@pytest.mark.parametrize("style", ["prose", "code"])
@pytest.mark.parametrize("tokens", [64, 256, 512, 2048, 4096, 32768])
def test_a_prompt_has_exactly_the_tokens_asked_for(count: Count, style: str, tokens: int) -> None:
    counted, asked = counting(count)
    recipe = calibrate(counted, tokens, "run 1", "code" if style == "code" else "prose")
    assert recipe.tokens == tokens == count(recipe.text(0))
    assert len(asked) <= 12


def test_no_count_is_much_beyond_the_length() -> None:
    # Ollama would cut it, and count too little
    counted, asked = counting(per_piece)
    calibrate(counted, 4096, "run 1")
    assert max(map(per_piece, asked)) <= 4096 + 64


def test_every_sample_is_equally_long() -> None:
    recipe = calibrate(per_word, 512, "run 1")
    assert {per_word(recipe.text(sample)) for sample in range(50)} == {512}


@given(st.text(max_size=8), st.integers(0, 10_000), st.integers(1, len(WORDS) - 1))
def test_samples_differ_from_the_first_word_on(seed: str, sample: int, later: int) -> None:
    first, other = prefix(seed, sample).split(), prefix(seed, sample + later).split()
    assert first[0] != other[0]


def test_runs_differ() -> None:
    prefixes = {prefix(f"run {run}", sample) for run in range(20) for sample in range(500)}
    assert len(prefixes) == 10_000


def test_the_same_seed_makes_the_same_prompt() -> None:
    recipe = calibrate(per_word, 128, "run 1")
    again = Recipe.model_validate_json(recipe.model_dump_json())
    assert again.text(3) == recipe.text(3)


def test_too_few_tokens_for_the_frame() -> None:
    with pytest.raises(PromptError, match="too few"):
        calibrate(per_byte, 40, "run 1")


def test_a_length_that_cannot_be_hit_is_told() -> None:
    recipe = calibrate(lambda text: 3 * per_word(text), 200, "run 1")
    assert recipe.tokens == 198


def test_counts_that_make_no_sense_end() -> None:
    with pytest.raises(PromptError):
        calibrate(lambda text: 10, 512, "run 1")
    # An Ollama that cuts what is longer than its context
    with pytest.raises(PromptError, match="no more tokens"):
        calibrate(lambda text: min(per_word(text), 300), 512, "run 1")


@settings(max_examples=30)
@given(st.integers(60, 3000), st.floats(0.5, 3))
def test_any_tokenizer_ends_at_or_just_below(tokens: int, density: float) -> None:
    recipe = calibrate(lambda text: math.ceil(density * per_word(text)), tokens, "run 1")
    assert tokens - 2 * math.ceil(density) <= recipe.tokens <= tokens


def test_the_search_waits_for_whoever_counts() -> None:
    search = calibration(100, "run 1")
    text = next(search)
    assert text.startswith(prefix("run 1", 0))
    assert search.send(per_word(text)).startswith(prefix("run 1", 0))
