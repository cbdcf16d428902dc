"""What holds for every query, however odd."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obt.search import IndexedRow, Query, QueryError, Vocabulary, parse, vocabulary

VOCABULARIES = st.sampled_from([vocabulary("models"), vocabulary("clients"), vocabulary("jobs")])
PIECES = st.sampled_from(
    [
        *("name:", "size:", "modified:", "state:", "status:", "is:", "label:", "famly:", "params"),
        *("loaded", "failed", "8GB", "7.5B", "2026-01-31", "7d", "😀", "İ", "\u212a:"),
        *(' -"<>=*,:\\\t'),
    ]
)
QUERIES = st.one_of(
    st.text(max_size=60), st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join)
)
ROW = IndexedRow(vocabulary("models"), {"name": ["llama"]}, {"size": 1.0}, ["loaded"])


def parsed(text: str, words: Vocabulary) -> Query | QueryError:
    try:
        return parse(text, words)
    except QueryError as error:
        return error


@settings(deadline=None)  # a busy machine is not an error
@given(QUERIES, VOCABULARIES)
def test_a_query_is_understood_or_refused_with_a_place_within_it(
    text: str, words: Vocabulary
) -> None:
    result = parsed(text, words)
    if isinstance(result, Query):
        assert result.matches(ROW, now=0.0) in (True, False)
        return
    units = len(text.encode("utf-16-le")) // 2
    assert result.length > 0
    assert 0 <= result.position <= units - result.length
    assert f" at {result.position}" in result.message


@settings(deadline=None)  # a busy machine is not an error
@given(QUERIES, VOCABULARIES)
def test_what_is_rendered_parses_to_the_same(text: str, words: Vocabulary) -> None:
    result = parsed(text, words)
    if isinstance(result, Query):
        assert parse(str(result), words) == result


@settings(deadline=None)  # a busy machine is not an error
@given(st.text(min_size=1, max_size=200), VOCABULARIES)
def test_any_text_can_be_searched_in_quotes(text: str, words: Vocabulary) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    row = IndexedRow(words, {words.words[0]: [f"before {text} after"]})
    assert parse(f'"{escaped}"', words).matches(row)
    assert not parse(f'-"{escaped}"', words).matches(row)


@pytest.mark.parametrize("query", ["name:" + "*a" * 400, "*a" * 400 + "b"])
def test_no_glob_is_slow(query: str) -> None:
    """With a regular expression this would outlive the test's timeout."""
    row = IndexedRow(vocabulary("models"), {"name": ["a" * 390]})
    assert not parse(query, vocabulary("models")).matches(row)
