from datetime import UTC, datetime, timedelta

import pytest

from obt.cli import words

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_memory() -> None:
    assert words.memory(25_233_000_000) == "23.5 GiB"
    assert words.memory(None) == ""


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, ""),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 KB"),
        (98_363_007, "98 MB"),
        (999_600, "1.0 MB"),
        (4_661_224_676, "4.7 GB"),
        (9_949_000_000, "9.9 GB"),
        (9_960_000_000, "10 GB"),
        (2 * 10**15, "2000 TB"),
    ],
)
def test_size(count: int | None, text: str) -> None:
    assert words.size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text", "about"),
    [
        (0.4, "0 s", "0 s"),
        (59.7, "1 min", "59 s"),
        (125, "2 min 5 s", "2 min"),
        (301, "5 min", "5 min"),
        (3600, "1 h", "1 h"),
        (3900, "1 h 5 min", "1 h"),
        (90_000, "1 d 1 h", "1 d"),
        (172_800, "2 d", "2 d"),
    ],
)
def test_span(seconds: float, text: str, about: str) -> None:
    assert words.span(seconds) == text
    assert words.about(seconds) == about


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (27.31, "tokens/s", "27.3 tokens/s"),
        (12.4, "s", "12.4 s"),
        (1.84, "s", "1840 ms"),
        (0.0000123, "s", "0.0123 ms"),
        (1e-9, "s", "0 ms"),
        (0.0004, "J/token", "0.000400 J/token"),
    ],
)
def test_value(number: float, unit: str, text: str) -> None:
    assert words.value(number, unit) == text


def test_since_and_until() -> None:
    minutes = timedelta(minutes=5)
    assert words.since(None, NOW) == "never"
    assert words.since(NOW + minutes, NOW) == "now"
    assert words.since(NOW - minutes, NOW) == "5 min ago"
    assert words.until(NOW + minutes, NOW) == "in 5 min"
    assert words.until(NOW - minutes, NOW) == "any moment"
    assert words.until(None, NOW) == "for ever"
    assert words.until(NOW + timedelta(days=100_000), NOW) == "for ever"


def test_counts_and_lists() -> None:
    assert words.count(1, "machine") == "1 machine"
    assert words.count(0, "model is", "models are") == "0 models are"
    assert words.listed(["a", "b"]) == "a, b"
    assert words.listed(["a", "b", "c"], most=2) == "a, b and 1 more"
