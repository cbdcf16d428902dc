"""The whole page."""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import obt
from obt.handout.curves import curves
from obt.handout.ledgers import remarks, time, validity
from obt.handout.markup import Child, Markup, name, tag
from obt.handout.provenance import provenance
from obt.handout.reading import reading
from obt.handout.results import distributions, glance
from obt.handout.verdicts import verdicts
from obt.handout.view import UNFINISHED, View
from obt.measure.report import MeasuredCell
from obt.measure.words import count
from obt.wire.benchmark_file import BenchmarkFile

if TYPE_CHECKING:
    from obt.measure.report.verdicts import Verdicts

#: Wherever it is opened from: it runs nothing and loads nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def handout(
    file: BenchmarkFile,
    cells: Sequence[MeasuredCell],
    state: str,
    judged: "Verdicts | None" = None,
) -> str:
    """The benchmark as HTML. Samples are taken from `cells`, and `file` need not have any.

    Args:
        state: of the benchmark; one that has not ended says so at the top.
        judged: its cells against each other, where somebody could judge them.
    """
    view = View(file, cells, state)
    sections = [
        (key, title, made)
        for key, title, made in (
            ("glance", "At a glance", glance(view)),
            ("verdicts", "Who is faster", verdicts(view, judged) if judged else None),
            ("results", "Distributions", distributions(view)),
            ("time", "Where the time went", time(view)),
            ("curves", "Curves", curves(view)),
            ("validity", "What did not count", validity(view)),
            ("remarks", "Remarks", remarks(view)),
            ("provenance", "Under what it was measured", provenance(view)),
            ("reading", "How to read it", reading()),
        )
        if made is not None
    ]
    links = (tag("a", title, href=f"#{key}") for key, title, _ in sections)
    body = tag(
        "body",
        _head(view),
        tag("nav", *links, aria_label="Sections"),
        tag(
            "main",
            *(
                tag("section", tag("h2", title), made, id=key, aria_label=title)
                for key, title, made in sections
            ),
        ),
        tag("footer", f"Made by OBT {obt.__version__}. obt bench import takes the json export."),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{file.name} · OBT benchmark"),
        tag("style", _style()),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="en") + "\n"


def _head(view: View) -> Markup:
    file = view.file
    models = {cell.report.cell.model for cell in view.cells}
    taken = sum(cell.report.samples for cell in view.cells)
    counts = " · ".join(
        (
            f"asked for {file.created_at:%Y-%m-%d %H:%M} UTC",
            count(len(models), "model"),
            count(len(file.parts), "machine"),
            count(len(view.by_case), "workload case"),
            count(taken, "sample"),
            f"planned by OBT {file.obt_version}",
        )
    )
    unfinished = UNFINISHED.get(view.state)
    said: list[Child] = [tag("h1", name(file.name)), tag("p", counts, class_="quiet")]
    if unfinished is not None:
        said.append(tag("p", unfinished, class_="notice"))
    return tag("header", *said)


@cache
def _style() -> Markup:
    return Markup(resources.files("obt.handout").joinpath("style.css").read_text("utf-8"))
