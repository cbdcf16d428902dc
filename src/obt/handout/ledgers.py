"""Two ledgers: where the time went, and what did not count."""

from obt.handout.drawings import PHASES, bar
from obt.handout.markup import Child, Markup, join, name, table, tag
from obt.handout.view import View, case_title
from obt.measure.words import share, value


def time(view: View) -> Markup:
    """Means, which sum to the mean latency."""
    made: list[Markup] = []
    for key, cells in view.by_case:
        told = [(cell, cell.report.ledger) for cell in cells]
        longest = max((it.e2e_s + it.overlap_s for _, it in told if it is not None), default=0.0)
        if longest <= 0:
            continue
        rows: list[list[Child]] = [
            [
                name(cell.report.cell.model),
                name(view.machine(cell.report.client_id)),
                bar(it, longest),
                *(value(getattr(it, f"{phase}_s"), "s") for phase in PHASES),
                tag("strong", value(it.e2e_s, "s")),
            ]
            for cell, it in told
            if it is not None
        ]
        heads: list[Child] = ["model", "machine", "of the longest", *PHASES, "end to end"]
        made.append(table(f"{case_title(key)}: means of a request", heads, rows, "time"))
    if not made:
        return tag("p", "No request that counts told where its time went.", class_="quiet")
    keys = (tag("li", tag("i", class_=f"p-{phase}"), phase) for phase in PHASES)
    return join(tag("ul", *keys, class_="legend"), *made)


def validity(view: View) -> Markup:
    """Every reason for which requests were left out, by cell."""
    rows: list[list[Child]] = [
        [
            line.reason.value.replace("_", " "),
            str(line.n),
            f"{line.n / max(cell.report.requests, 1):.0%}",
            name(cell.report.cell.model),
            name(view.machine(cell.report.client_id)),
            case_title(cell.measured.case.key),
            "; ".join(line.examples),
        ]
        for cell in view.cells
        for line in cell.report.rejected
    ]
    taken = sum(cell.report.requests for cell in view.cells)
    counted = sum(cell.report.counted for cell in view.cells)
    said = tag("p", f"{counted} of {taken} requests count.")
    if not rows:
        return said
    heads: list[Child] = ["reason", "requests", "share", "model", "machine", "workload", "seen"]
    return join(said, table("Left out of every median, and why", heads, rows, "words"))


def remarks(view: View) -> Markup | None:
    """What a reader must know of single cells."""
    lines: list[Markup] = []
    for cell in view.cells:
        report, drift = cell.report, cell.report.drift
        said = list(report.notes)
        if drift is not None and drift.flag == "drifting":
            said.append(f"drifted by {100 * drift.over_run:+.1f} % over the run")
        if report.warmth == "unsteady":
            said.append("did not become steady while it was warmed up")
        offload = report.condition.offload
        if offload is not None and 0 < offload < 1:
            said.append(f"only {share(offload)} of the model was on the GPU")
        whose = (name(report.cell.model), ", ", name(view.machine(report.client_id)))
        what = f", {case_title(cell.measured.case.key)}: "
        lines += [tag("li", *whose, what, remark) for remark in dict.fromkeys(said)]
    return tag("ul", *lines) if lines else None
