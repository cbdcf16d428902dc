"""What was measured here, as a file: an export that a server takes, or a report."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from obt.cli.bench.document import Measured
from obt.cli.exits import USAGE, Mistake
from obt.cli.screen import note
from obt.handout import handout
from obt.sdk.benchmarks import BenchmarkState
from obt.wire.benchmark_file import BenchmarkFile, SampleLine

if TYPE_CHECKING:
    from obt.measure.report.verdicts import Verdicts

Text = Callable[[Measured, BenchmarkFile, BenchmarkState], str]


def _json(_: Measured, file: BenchmarkFile, __: BenchmarkState) -> str:
    return file.model_dump_json() + "\n"


def _jsonl(_: Measured, file: BenchmarkFile, __: BenchmarkState) -> str:
    """The head, then a line for each sample."""
    parts = [part.model_copy(update={"samples": []}) for part in file.parts]
    lines = [file.model_copy(update={"parts": parts}).model_dump_json()]
    for part in file.parts:
        for sample in part.samples:
            line = SampleLine(client_id=part.client_id, sample=sample)
            lines.append(line.model_dump_json())
    return "\n".join(lines) + "\n"


def _html(measured: Measured, file: BenchmarkFile, state: BenchmarkState) -> str:
    several = len(file.parts[0].models) > 1
    return handout(file, measured.cells(), state, judged(measured) if several else None)


def judged(measured: Measured) -> "Verdicts | None":
    """Its models against each other; None without NumPy."""
    if find_spec("numpy") is None:
        return None
    from obt.measure.report.verdicts import judge_pairs

    return judge_pairs(measured.cells(), varied=["model"])


FORMATS: dict[str, Text] = {".json": _json, ".jsonl": _jsonl, ".html": _html, ".htm": _html}


def check(out: Path) -> None:
    """Before anything is measured: not after an hour. Raises Mistake."""
    if out.suffix.lower() not in FORMATS:
        raise Mistake(
            f"--out: '{out.name}' ends in none of {', '.join(FORMATS)}. Other formats come from a "
            "server: write .json, obt bench import it, obt bench export it."
        )
    if not out.absolute().parent.is_dir():
        raise Mistake(f"There is no folder {out.absolute().parent}.")


def write(measured: Measured, out: Path, state: BenchmarkState, spent_s: float) -> None:
    """Ends the program where it cannot be written."""
    text = FORMATS[out.suffix.lower()](measured, measured.file(spent_s), state)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        note(f"{out} cannot be written: {error}.", "red")
        raise typer.Exit(USAGE) from error


def next_step(out: Path) -> str:
    """What the file is good for."""
    if FORMATS[out.suffix.lower()] is _html:
        return "Open it in a browser."
    return f"A server takes it: obt bench import {out}"
