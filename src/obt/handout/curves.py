"""Speed and latency over load, depth or batch size, with the point where it saturates."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from obt.handout.axis import Axis, along, from_zero, plain
from obt.handout.markup import Child, Markup, join, name, table, tag
from obt.handout.view import View, natural
from obt.measure.catalogue import REPORTED, ReportedName
from obt.measure.report import Curve, CurvePoint, MetricReport
from obt.measure.words import value

WIDTH, HEIGHT = 560, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 28, 12, 44
COLOURS = 8


@dataclass(frozen=True, slots=True)
class Series:
    label: Markup
    curve: Curve
    colour: int

    @property
    def saturated(self) -> str:
        return f": {self.curve.saturated}" if self.curve.saturated else ""

    def points(self, metric: ReportedName) -> list[tuple[float, MetricReport]]:
        found = ((point.x, point.metrics.get(metric)) for point in self.curve.points)
        return [(x, it) for x, it in found if it is not None]


def curves(view: View) -> Markup | None:
    """None where no workload was measured along an axis."""

    def workload(curve: Curve) -> str:
        return curve.workload

    ordered = sorted(view.curves, key=lambda it: (natural(it.workload), natural(it.model)))
    made = [_workload(view, key, list(of)) for key, of in groupby(ordered, key=workload)]
    return join(*made) if made else None


def _workload(view: View, workload: str, found: Sequence[Curve]) -> Markup:
    series = [
        Series(
            join(name(curve.model), ", ", name(view.machine(curve.client_id))), curve, n % COLOURS
        )
        for n, curve in enumerate(found)
    ]
    title = found[0].title
    metrics = list(dict.fromkeys(it for curve in found for it in curve.figures))
    legend = [
        tag("li", tag("i", class_=f"c{one.colour}"), one.label, one.saturated) for one in series
    ]
    return join(
        tag("h3", f"{workload.partition('@')[0]} over {title}"),
        tag("ul", *legend, class_="legend"),
        tag(
            "div",
            *(_figure(series, metric, knees=metric == metrics[0]) for metric in metrics),
            class_="figures",
        ),
        tag(
            "details",
            tag("summary", "As numbers"),
            *(_numbers(series, metric, title) for metric in metrics),
        ),
    )


def _figure(series: Sequence[Series], metric: ReportedName, *, knees: bool) -> Markup:
    info, title = REPORTED[metric], series[0].curve.title
    placed = [(one, one.points(metric)) for one in series]
    xs = [x for _, points in placed for x, _ in points]
    tops = [it.ci_high or it.median for _, points in placed for _, it in points]
    across = along(xs, LEFT, WIDTH - RIGHT)
    up = from_zero(tops, HEIGHT - BOTTOM, TOP)
    shapes = [*_grid(across, up, sorted(set(xs)))]
    if knees:
        shapes += [it for one in series for it in _knee(one, across)]
    shapes += [it for one, points in placed for it in _line(one, points, across, up)]
    middle = (LEFT + WIDTH - RIGHT) / 2
    shapes.append(tag("text", title, x=middle, y=HEIGHT - 6, class_="tick", text_anchor="middle"))
    drawn = tag(
        "svg",
        *shapes,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=f"{info.title} over {title}; the numbers stand below",
    )
    return tag("figure", tag("figcaption", f"{info.title} ({info.unit})"), drawn)


def _grid(across: Axis, up: Axis, xs: Sequence[float]) -> list[Markup]:
    shapes = []
    for tick in up.ticks():
        y = up.at(tick)
        shapes.append(tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid"))
        shapes.append(
            tag("text", plain(tick), x=LEFT - 8, y=y + 4, class_="tick", text_anchor="end")
        )
    below = HEIGHT - BOTTOM + 18
    return shapes + [
        tag("text", plain(x), x=across.at(x), y=below, class_="tick", text_anchor="middle")
        for x in (xs if len(xs) <= 10 else across.ticks(8))
    ]


def _knee(one: Series, across: Axis) -> list[Markup]:
    found = one.curve.saturation
    if found is None or not found.reached or not across.low <= found.at <= across.high:
        return []
    x = across.at(found.at)
    classes = f"knee l{one.colour}"
    return [tag("line", x1=x, x2=x, y1=TOP, y2=HEIGHT - BOTTOM, class_=classes)]


def _line(
    one: Series, points: Sequence[tuple[float, MetricReport]], across: Axis, up: Axis
) -> list[Markup]:
    if not points:
        return []
    path = " ".join(f"{across.at(x):.1f},{up.at(it.median):.1f}" for x, it in points)
    shapes = [tag("polyline", points=path, class_=f"line l{one.colour}")]
    for x, it in points:
        if it.ci_low is not None and it.ci_high is not None:
            low, high, place = up.at(it.ci_low), up.at(it.ci_high), across.at(x)
            classes = f"whisker l{one.colour}"
            shapes.append(tag("line", x1=place, x2=place, y1=low, y2=high, class_=classes))
        shapes.append(
            tag("circle", cx=across.at(x), cy=up.at(it.median), r=3.2, class_=f"c{one.colour}")
        )
    return shapes


def _numbers(series: Sequence[Series], metric: ReportedName, title: str) -> Markup:
    xs = sorted({point.x for one in series for point in one.curve.points})
    heads: list[Child] = [title, *(one.label for one in series)]
    rows: list[list[Child]] = [
        [plain(x), *(_at(one.curve.points, x, metric) for one in series)] for x in xs
    ]
    return table(REPORTED[metric].title, heads, rows, "words")


def _at(points: Sequence[CurvePoint], x: float, metric: ReportedName) -> str:
    found = next((it.metrics.get(metric) for it in points if it.x == x), None)
    return "not measured" if found is None else value(found.median, found.unit)
