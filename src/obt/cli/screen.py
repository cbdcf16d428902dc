"""What people and programs see: one console, tables that fit, JSON."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

from pydantic import BaseModel
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

WIDEST = 10_000  #: In files and pipes nothing is cut off
GAP = 2
LEAST = 12  #: Cells below which columns leave rather than give more
TINY = 6

STYLES = {
    "online": "green",
    "late": "yellow",
    "offline": "red",
    "unreachable": "red",
    "running": "cyan",
    "done": "green",
    "failed": "red",
    "lost": "red",
    "cancelled": "yellow",
    "waiting": "dim",
    "queued": "dim",
}


def console(stream: TextIO | None = None) -> Console:
    """For this stream (default: stdout), as it is now: tests and pipes replace it."""
    stream = stream or sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")  # names hold what an old Windows pipe cannot
    return Console(file=stream, width=_width(stream), highlight=False, emoji=False, markup=False)


def _width(stream: TextIO) -> int | None:
    """None: rich asks the terminal. Someone who sets COLUMNS means it."""
    if os.environ.get("COLUMNS", "").isdecimal():
        return int(os.environ["COLUMNS"])
    return None if stream.isatty() else WIDEST


def say(text: str | Text, style: str | None = None) -> None:
    console().print(text, style=style, soft_wrap=not console().is_terminal)


def note(text: str | Text, style: str | None = None) -> None:
    """Beside the output: on stderr."""
    out = console(sys.stderr)
    out.print(text, style=style, soft_wrap=not out.is_terminal)


def say_json(value: BaseModel | Sequence[BaseModel] | object) -> None:
    """To be read by programs, and by people who look what programs get."""
    sys.stdout.write(json.dumps(_plain(value), indent=2, ensure_ascii=False) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


@dataclass(frozen=True)
class Column:
    title: str
    right: bool = False
    gives: bool = False  #: Is shortened where the screen is narrow
    leaves: int = 0  #: Its turn to leave a narrow screen: 1 is the first, 0 stays


Cell = str | tuple[str, str]
"""A text, or a text with its style."""
Row = Sequence[Cell]


def table(columns: Sequence[Column], rows: Sequence[Row], empty: str = "") -> None:
    """Aligned; on a narrow screen columns leave, then those that give are shortened."""
    out = console()
    if not rows:
        say(empty)
        return
    for line in aligned(columns, rows, out.width):
        out.print(line, no_wrap=True, overflow="crop")


def aligned(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[Text]:
    """The lines of a table, its titles first."""
    widths = fitting(columns, rows, width)
    title = [(column.title, "bold") for column in columns]
    lines = []
    for row in [title, *rows]:
        line = Text()
        for i, cells in widths.items():
            if line:
                line.append(" " * GAP)
            line.append_text(_fitted(row[i], cells, right=columns[i].right))
        line.rstrip()
        lines.append(line)
    return lines


def fitting(columns: Sequence[Column], rows: Sequence[Row], width: int) -> dict[int, int]:
    """Which columns are shown, and how wide."""
    natural = [
        max(cell_len(text) for text in (column.title, *(_text(row[i]) for row in rows)))
        for i, column in enumerate(columns)
    ]
    least = [min(w, LEAST) if c.gives else w for w, c in zip(natural, columns, strict=True)]
    shown = [i for i in range(len(columns)) if any(_text(row[i]) for row in rows)]
    leaving = sorted((columns[i].leaves, i) for i in shown if columns[i].leaves)
    while leaving and _total([least[i] for i in shown]) > width:
        shown.remove(leaving.pop(0)[1])
    widths = {i: natural[i] for i in shown}
    while _total(widths.values()) > width:
        giving = [i for i in shown if columns[i].gives and widths[i] > TINY]
        if not giving:
            break
        widths[max(giving, key=lambda i: widths[i])] -= 1
    return widths


def _total(widths: Iterable[int]) -> int:
    each = list(widths)
    return sum(each) + GAP * (len(each) - 1)


def _fitted(cell: Cell, width: int, *, right: bool) -> Text:
    text = _styled(cell)
    text.truncate(width, overflow="ellipsis")
    missing = width - text.cell_len
    if right:
        text.pad_left(missing)
    else:
        text.pad_right(missing)
    return text


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _styled(cell: Cell) -> Text:
    return Text(cell) if isinstance(cell, str) else Text(cell[0], style=cell[1])


def state(word: str) -> Cell:
    return (word, STYLES.get(word, ""))
