"""People are asked before something goes that does not come back."""

import sys

import typer

from obt.cli.exits import OK, Mistake
from obt.cli.screen import note


def need_somebody() -> None:
    """Raises Mistake where nobody can answer, before anything is shown."""
    if not sys.stdin.isatty():
        raise Mistake("Nobody can be asked here: say --yes to go on without a question.")


def agree(question: str, otherwise: str) -> None:
    """Ends the program unless the answer is yes, saying what was not done. Raises Mistake."""
    need_somebody()
    if not typer.confirm(question, default=False, err=True):
        note(otherwise)
        raise typer.Exit(OK)
