"""Distributions and ledgers as inline SVG. Every drawing has its words: `aria-label`."""

from collections.abc import Sequence

from obt.handout.axis import Axis, plain
from obt.handout.markup import Markup, tag
from obt.measure.report import LedgerReport, MetricReport
from obt.measure.words import value

WIDTH, HEIGHT = 300, 30
#: More points than this would hide each other: every so-manieth is drawn.
MOST_DOTS = 240
PHASES = ("load", "queue", "prefill", "decode", "network")


def strip(values: Sequence[float], metric: MetricReport, axis: Axis) -> Markup:
    """Every value a dot, the interval of the median a band, the median a line."""
    middle = HEIGHT / 2
    shapes: list[Markup] = []
    if metric.ci_low is not None and metric.ci_high is not None:
        low, high = axis.at(metric.ci_low), axis.at(metric.ci_high)
        shapes.append(
            tag("rect", x=low, y=4, width=max(high - low, 1), height=HEIGHT - 8, class_="ci")
        )
    left, right = axis.at(metric.minimum), axis.at(metric.maximum)
    shapes.append(tag("line", x1=left, x2=right, y1=middle, y2=middle, class_="range"))
    drawn = values[:: -(-len(values) // MOST_DOTS)]
    for n, one in enumerate(drawn):
        above = middle + ((n * 7) % 5 - 2) * 3  # so that equal ones do not hide each other
        shapes.append(tag("circle", cx=axis.at(one), cy=above, r=2.4, class_="dot"))
    place = axis.at(metric.median)
    shapes.append(tag("line", x1=place, x2=place, y1=2, y2=HEIGHT - 2, class_="median"))
    return _svg(_told(metric), WIDTH, HEIGHT, *shapes, class_="strip")


def ruler(axis: Axis, unit: str) -> Markup:
    """The axis above the strips."""
    shapes = [
        tag(
            "text",
            plain(tick),
            x=min(max(axis.at(tick), 12), WIDTH - 12),
            y=11,
            class_="tick",
            text_anchor="middle",
        )
        for tick in axis.ticks()
    ]
    shapes += [
        tag("line", x1=axis.at(tick), x2=axis.at(tick), y1=14, y2=18, class_="range")
        for tick in axis.ticks()
    ]
    told = f"from {plain(axis.low)} to {plain(axis.high)} {unit}"
    return _svg(told, WIDTH, 18, *shapes, class_="ruler")


def bar(ledger: LedgerReport, longest_s: float) -> Markup:
    """Where the time went, as long as it took."""
    shapes, begun = [], 0.0
    for phase in PHASES:
        part = getattr(ledger, f"{phase}_s") / longest_s * 1000
        if part > 0:
            shapes.append(tag("rect", x=begun, y=0, width=part, height=10, class_=f"p-{phase}"))
        begun += part
    words = ", ".join(f"{it} {value(getattr(ledger, f'{it}_s'), 's')}" for it in PHASES)
    return tag(
        "svg",
        *shapes,
        class_="bar",
        viewBox="0 0 1000 10",
        preserveAspectRatio="none",
        role="img",
        aria_label=words,
    )


def _told(metric: MetricReport) -> str:
    told = f"median {value(metric.median, metric.unit)}"
    if metric.ci_low is not None and metric.ci_high is not None:
        between = (value(metric.ci_low, metric.unit), value(metric.ci_high, metric.unit))
        told += f", 95 % interval {between[0]} to {between[1]}"
    return f"{told}, {metric.n} values"


def _svg(label: str, width: float, height: float, *shapes: Markup, class_: str = "") -> Markup:
    return tag(
        "svg",
        *shapes,
        class_=class_ or None,
        width=width,
        height=height,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_label=label,
    )
