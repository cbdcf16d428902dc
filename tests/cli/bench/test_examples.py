"""The examples in the help, and those of the documentation, are commands that there are."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from obt.cli.main import app

DOCS = Path(__file__).parents[3] / "docs"
PROGRAM = typer.main.get_command(app)


def in_help(command: Any) -> Iterator[str]:
    for inner in getattr(command, "commands", {}).values():
        yield from in_help(inner)
    for line in (command.epilog or "").splitlines():
        if line.startswith("obt "):
            yield line


def in_docs() -> Iterator[str]:
    """Lines of code blocks; what stands in sentences may be shortened."""
    for page in ("benchmarking.md", "cli.md"):
        for block in re.findall(r"```sh\n(.*?)```", (DOCS / page).read_text("utf-8"), re.S):
            yield from (line for line in block.splitlines() if line.startswith("obt bench"))


def checked(command: Any, args: list[str], parent: Any = None) -> None:
    """Parsed as by the program, and not run."""
    if inner := getattr(command, "commands", None):
        assert args[0] in inner, args[0]
        checked(inner[args[0]], args[1:], command.make_context(command.name, args, parent))
    else:
        command.make_context(command.name, args, parent)


@pytest.mark.parametrize("line", [*in_help(PROGRAM), *in_docs()])
def test_an_example_is_a_command(line: str) -> None:
    words = shlex.split(line.partition(" > ")[0], comments=True)
    checked(PROGRAM, words[1:])


def test_there_are_examples() -> None:
    assert len(list(in_help(PROGRAM))) >= 12
    assert len(list(in_docs())) >= 4
