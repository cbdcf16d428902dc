"""Tables that fit whatever the screen is."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from obt.cli.screen import Column, fitting, table

COLUMNS = [
    Column("NAME", gives=True),
    Column("SIZE", right=True),
    Column("WHERE", leaves=2),
    Column("NOTE", gives=True, leaves=1),
]
ROWS = [
    ("a-model-with-a-long-name:8b", "4.7 GB", "desk", "some words about it"),
    ("b:1b", "98 MB", "lab", ""),
]


def printed(width: int | None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", str(width or ""))
    table(COLUMNS, ROWS)
    return screen.getvalue().splitlines()


def test_in_a_pipe_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(None, monkeypatch) == [
        "NAME                           SIZE  WHERE  NOTE",
        "a-model-with-a-long-name:8b  4.7 GB  desk   some words about it",
        "b:1b                          98 MB  lab",
    ]


def test_what_matters_least_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(45, monkeypatch)[1] == "a-model-with-…  4.7 GB  desk   some words ab…"
    assert printed(30, monkeypatch)[1] == "a-model-with-a…  4.7 GB  desk"
    assert printed(24, monkeypatch)[1] == "a-model-with-a-…  4.7 GB"
    assert printed(15, monkeypatch)[1] == "a-mode…  4.7 GB"


def test_a_column_without_content_is_left_out() -> None:
    rows = [(name, size, "", note) for name, size, _, note in ROWS]
    assert list(fitting(COLUMNS, rows, 100)) == [0, 1, 3]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5), st.integers(1, 80))
def test_columns_that_give_never_make_it_too_wide(names: list[str], width: int) -> None:
    rows = [(name, "1 GB", "desk", name) for name in names]
    widths = fitting(COLUMNS, rows, width)
    total = sum(widths.values()) + 2 * (len(widths) - 1)
    assert total <= width or all(
        wide <= 6 for i, wide in widths.items() if COLUMNS[i].gives and len(widths) <= 2
    )
    natural = [max(cell_len(text) for text in column) for column in zip(*rows, strict=True)]
    assert all(wide <= max(natural[i], 5) for i, wide in widths.items())
