"""Exit codes, and errors as people are told them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from obt.sdk import NotAuthorisedError, ObtError, Problem

OK = 0
JOBS_FAILED = 1  #: Some jobs did not succeed
USAGE = 2  #: A wrong argument, a query that makes no sense, a name that is not there
UNREACHABLE = 3  #: No OBT server answers
NOT_AUTHORISED = 4
UNDECIDED = 5  #: A gate that can say neither yes nor no
INTERRUPTED = 130  #: Ctrl-C, as shells have it


class Mistake(Exception):
    """What was asked makes no sense; nothing was done. The message is for people."""


@contextmanager
def told(query: str = "") -> Iterator[None]:
    """Errors become a sentence on stderr and an exit code. `query` is what was searched for."""
    from obt.sdk import (
        BadAddressError,
        BadReplyError,
        NotAuthorisedError,
        ProblemError,
        ServerError,
        UnreachableError,
    )

    try:
        yield
    except Mistake as mistake:
        _end(str(mistake), USAGE)
    except BadAddressError as error:
        _end(str(error), USAGE)
    except UnreachableError as error:
        hint = "Start one with 'obt server', or name it: --server or OBT_SERVER_URL."
        _end(f"{gone(error)}\n{hint}", UNREACHABLE)
    except NotAuthorisedError as error:
        _end(_no_entry(error), NOT_AUTHORISED)
    except (BadReplyError, ServerError) as error:
        _end(gone(error), UNREACHABLE)
    except ProblemError as error:
        _end(_in_full(error.problem, query), USAGE)


def _no_entry(error: "NotAuthorisedError") -> str:
    if error.status != 401:
        return str(error)
    if os.environ.get("OBT_ADMIN_TOKEN"):
        return "OBT_ADMIN_TOKEN is not the admin token of this server."
    return "The server asks for its admin token: set OBT_ADMIN_TOKEN to it."


def gone(error: "ObtError") -> str:
    """What is wrong with the server itself, as a sentence."""
    from obt.sdk import UnreachableError

    if isinstance(error, UnreachableError):
        return f"No OBT server answers at {error.url}: {error.why}."
    return f"The server does not answer as it should: {str(error).rstrip('.')}."


def _in_full(problem: "Problem", query: str) -> str:
    """For a bad query with a mark under what is wrong."""
    from rich.cells import cell_len

    for error in problem.errors:
        match error.location:
            case ["query", "q", int(at), int(length)]:
                before = cell_len(_utf16(query, 0, at))
                marked = max(1, cell_len(_utf16(query, at, at + length)))
                place = f"  {query}\n  {' ' * before}{'^' * marked}"
                return f"The query makes no sense: {error.message}\n{place}"
    more = [f"  {error.message}" for error in problem.errors[1:6]]
    return "\n".join([problem.detail, *more])


def _utf16(text: str, start: int, end: int) -> str:
    """Part of a text, by offsets as browsers count."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", errors="ignore")


def _end(message: str, code: int) -> NoReturn:
    from obt.cli.screen import note

    note(message, "red" if sys.stderr.isatty() else None)
    raise typer.Exit(code)
