"""Who is faster. Judged elsewhere: it takes NumPy, which this page must not need."""

from typing import TYPE_CHECKING

from obt.handout.markup import Child, Markup, join, name, table, tag
from obt.handout.view import View, case_title
from obt.measure.catalogue import REPORTED
from obt.measure.words import count, share

if TYPE_CHECKING:
    from obt.measure.report.verdicts import CellName, PairVerdict, Verdicts

SAID = {"no_difference_shown": "no difference shown", "no_verdict": "no verdict"}
FASTER = {"a_better": "A is faster", "b_better": "B is faster"}
SPARES = {"a_better": "A needs less energy", "b_better": "B needs less energy"}


def verdicts(view: View, found: "Verdicts") -> Markup:
    heads: list[Child] = ["A", "B", "workload", "metric", "A / B", "95 % interval", "verdict"]
    heads += ["seen from"]
    rows: list[list[Child]] = [
        [
            _cell(view, pair.a),
            _cell(view, pair.b),
            case_title(pair.a.case),
            REPORTED[pair.metric].title,
            *_ratio(pair),
            _said(pair),
            _seen(pair),
        ]
        for pair in found.pairs
    ]
    shown = table("A against B", heads, rows, "words")
    if not found.family:
        return shown
    together = f"{count(found.family, 'comparison')}, judged together (Holm): at most "
    together += f"{share(found.error_rate)} of such tables hold any difference that is none."
    told = (
        "Where no difference is shown, one smaller than that in the last column may be there; it "
        "would have been found in 4 of 5 such benchmarks."
    )
    return join(tag("p", together), shown, tag("p", told))


def _cell(view: View, cell: "CellName") -> Markup:
    return join(name(cell.model), ", ", name(view.machine(cell.client_id)))


def _ratio(pair: "PairVerdict") -> list[Child]:
    found = pair.comparison
    if found.ratio is None or found.ci_low is None or found.ci_high is None:
        return ["", ""]
    return [tag("strong", f"{found.ratio:.3f}"), f"{found.ci_low:.3f} to {found.ci_high:.3f}"]


def _said(pair: "PairVerdict") -> Child:
    found = pair.comparison
    better = SPARES if REPORTED[pair.metric].unit == "J/token" else FASTER
    if found.verdict in better:
        return tag("strong", better[found.verdict])
    return f"{SAID[found.verdict]}: {found.reason}" if found.reason else SAID[found.verdict]


def _seen(pair: "PairVerdict") -> str:
    least = pair.comparison.smallest_detectable
    return "" if least is None else share(least)
