"""The results: all medians at a glance, then the values behind them."""

from collections.abc import Sequence
from itertools import groupby

from obt.handout.axis import Axis, around
from obt.handout.drawings import MOST_DOTS, WIDTH, ruler, strip
from obt.handout.markup import Child, Markup, group, grouped, join, name, table, tag
from obt.handout.view import Cell, View, case_title, natural
from obt.measure.catalogue import REPORTED, Better, ReportedName
from obt.measure.report import MetricReport, values_of
from obt.measure.words import count, share, value

STOPPED = {
    "precision": "precise enough",
    "max_samples": "samples spent",
    "max_minutes": "time spent",
    "rejections": "too many rejected",
    None: "not finished",
}
NOTHING = "no sample that counts"
BESIDE: tuple[ReportedName, ...] = ("ttft", "prefill_rate", "decode_rate")


def glance(view: View) -> Markup:
    """A table of models and machines for every case; the shade compares within one table."""
    return join(*(_heat(view, key, cells) for key, cells in view.by_case))


def _heat(view: View, key: str, cells: Sequence[Cell]) -> Markup:
    metric = cells[0].report.primary
    info = REPORTED[metric]
    machines = sorted(
        {cell.report.client_id for cell in cells}, key=lambda it: natural(view.machine(it))
    )
    models = sorted({cell.report.cell.model for cell in cells}, key=natural)
    there = {(cell.report.cell.model, cell.report.client_id): cell for cell in cells}
    found = [m.median for cell in cells if (m := cell.report.metrics.get(metric)) is not None]
    rows: list[list[Child]] = [
        [
            name(model),
            *(_shaded(there.get((model, machine)), metric, found) for machine in machines),
        ]
        for model in models
    ]
    better = "more is better" if info.better == "higher" else "less is better"
    caption = f"{case_title(key)}: {info.title[0].lower()}{info.title[1:]} in {info.unit}, {better}"
    return table(caption, ["model", *map(name, map(view.machine, machines))], rows, "heat")


def _shaded(cell: Cell | None, metric: ReportedName, all_of: Sequence[float]) -> Markup:
    if cell is None:
        return tag("span", "not measured", class_="quiet")
    found = cell.report.metrics.get(metric)
    if found is None:
        return tag("span", cell.report.failed or NOTHING, class_="bad")
    shade = _shade(found.median, all_of, found.better)
    spread = (
        "too few rounds for an interval"
        if found.precision is None
        else f"± {share(found.precision)}"
    )
    return tag(
        "div",
        tag("strong", value(found.median, found.unit)),
        tag("small", f"{spread}, n {found.n}"),
        class_=f"shade s{shade}",
    )


def _shade(median: float, all_of: Sequence[float], better: Better) -> int:
    """By how far it is from the best of its table, 6 = as good, 0 = half as good or worse: a few
    per cent, which may be noise, look alike.
    """
    best = max(all_of) if better == "higher" else min(all_of)
    near = min(median, best) / max(median, best) if best > 0 else 1.0
    return max(0, round(12 * near) - 6)


def distributions(view: View) -> Markup:
    """Of each case, the values of its primary metric on one axis; then all of its metrics."""
    return join(*(_case(view, key, cells) for key, cells in view.by_case))


def _case(view: View, key: str, cells: Sequence[Cell]) -> Markup:
    metric = cells[0].report.primary
    points = {id(cell): [v for _, v in values_of(cell.measured.samples, metric)] for cell in cells}
    if not any(points.values()):
        told = dict.fromkeys(cell.report.failed or NOTHING for cell in cells)
        return join(tag("h3", case_title(key)), tag("p", "; ".join(told), class_="bad"))
    beside = [it for it in BESIDE if it != metric and any(it in c.report.metrics for c in cells)]
    checked = any(cell.report.quality for cell in cells)
    heads: list[Child] = ["machine", "median", "95 % interval", REPORTED[metric].title]
    heads += [REPORTED[it].title for it in beside]
    heads += ["checks passed"] if checked else []
    heads += ["n", "rejected", "rounds ended by"]
    groups: list[Markup] = []
    for model, found in groupby(cells, key=lambda cell: cell.report.cell.model):
        mates = list(found)
        every = [one for cell in mates for one in points[id(cell)]]
        axis = around(every or [1.0], 4, WIDTH - 4)
        rows: list[list[Child]] = [
            [
                name(view.machine(cell.report.client_id)),
                *_spread(cell.report.metrics.get(metric), points[id(cell)], axis),
                *(_median(cell.report.metrics.get(it)) for it in beside),
                *([_quality(cell)] if checked else []),
                str(cell.report.counted),
                str(cell.rejected),
                cell.report.failed or STOPPED[cell.report.stopped],
            ]
            for cell in mates
        ]
        scale = ruler(axis, REPORTED[metric].unit) if every else None
        groups.append(group([name(model), scale], [3, len(heads) - 3], rows))
    many = max(map(len, points.values()))
    note = f" Of more than {MOST_DOTS} every so-manieth is drawn." if many > MOST_DOTS else ""
    caption = f"{case_title(key)}: every value that counts.{note}"
    return join(
        tag("h3", case_title(key)), grouped(caption, heads, groups), _everything(view, cells)
    )


def _spread(metric: MetricReport | None, points: Sequence[float], axis: Axis) -> list[Child]:
    if metric is None:
        return ["none", "", ""]
    middle = tag("strong", value(metric.median, metric.unit))
    return [middle, interval(metric), strip(points, metric, axis)]


def interval(metric: MetricReport) -> str:
    """Without its unit where that is the median's."""
    if metric.ci_low is None or metric.ci_high is None:
        return f"unknown: {count(metric.blocks, 'round')}, 6 are needed"
    told = [value(it, metric.unit) for it in (metric.median, metric.ci_low, metric.ci_high)]
    if len({it.partition(" ")[2] for it in told}) == 1:
        told = [it.partition(" ")[0] for it in told]
    return f"{told[1]} to {told[2]}"


def _everything(view: View, cells: Sequence[Cell]) -> Markup:
    rows: list[list[Child]] = []
    for cell in cells:
        whose = (name(cell.report.cell.model), name(view.machine(cell.report.client_id)))
        for key, metric in cell.report.metrics.items():
            rows.append(
                [
                    REPORTED[key].title,
                    *whose,
                    value(metric.median, metric.unit),
                    interval(metric),
                    *(_or_none(it, metric.unit) for it in (metric.p5, metric.p95)),
                    str(metric.n),
                ]
            )
        for key, why in cell.report.absent.items():
            reasons = "; ".join(f"{reason} ({n})" for reason, n in why.items())
            rows.append([REPORTED[key].title, *whose, "not measured", reasons, "", "", "0"])
    heads: list[Child] = ["metric", "model", "machine", "median", "95 % interval", "p5", "p95", "n"]
    shown = table("Every metric", heads, rows)
    return tag("details", tag("summary", f"Every metric ({len(rows)})"), shown)


def _quality(cell: Cell) -> str:
    found = cell.report.quality
    if found is None:
        return "none"
    return (
        f"{share(found.rate)} of {found.checked} ({share(found.ci_low)} to {share(found.ci_high)})"
    )


def _median(metric: MetricReport | None) -> str:
    return "none" if metric is None else value(metric.median, metric.unit)


def _or_none(number: float | None, unit: str) -> str:
    return "too few" if number is None else value(number, unit)
