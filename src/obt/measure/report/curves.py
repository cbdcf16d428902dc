"""One workload over its cases: throughput over load, and speed over depth."""

import re
from collections.abc import Sequence
from typing import Final, Literal

from obt.measure.catalogue import ReportedName
from obt.measure.frozen import Frozen
from obt.measure.report.cells import MeasuredCell, MetricReport, cell_report
from obt.measure.statistics.saturation import (
    LevelPoint,
    RatePoint,
    Saturation,
    concurrency_saturation,
    rate_saturation,
)
from obt.measure.words import value
from obt.measure.workloads.cases import Arriving, Case, Concurrent

#: Requests at once that saturate it: below, it works on one after the other, as with
#: OLLAMA_NUM_PARALLEL=1.
ONLY_WAIT = 1.1
Axis = Literal["concurrency", "rate", "depth", "batch"]
TITLES: Final[dict[Axis, str]] = {
    "concurrency": "requests at once",
    "rate": "requests arriving per second",
    "depth": "tokens in the prompt",
    "batch": "texts per request",
}
#: What says most along each axis: whoever draws a curve draws these.
FIGURES: Final[dict[Axis, tuple[ReportedName, ...]]] = {
    "concurrency": ("throughput", "e2e", "ttft", "decode_rate"),
    "rate": ("goodput", "departure_rate", "ttft", "e2e"),
    "depth": ("decode_rate", "prefill_rate", "ttft"),
    "batch": ("embed_text_rate", "embed_token_rate", "e2e"),
}


class CurvePoint(Frozen):
    x: float  #: Counts what the curve's `title` says
    case: str
    metrics: dict[ReportedName, MetricReport]


class Curve(Frozen):
    """Of one model on one machine."""

    benchmark_id: str
    client_id: str
    model: str
    workload: str
    axis: Axis
    title: str  #: Of the axis
    figures: tuple[ReportedName, ...]  #: To be drawn; each was measured at one point or more
    points: tuple[CurvePoint, ...]  #: By x
    saturation: Saturation | None = None  #: Of concurrency and rate, where enough is known
    saturated: str | None = None  #: The same in words


def curves_of(cells: Sequence[MeasuredCell]) -> tuple[Curve, ...]:
    """A curve for every workload of which a machine measured two cases or more along an axis."""
    along: dict[tuple[str, str, str, str, Axis], list[tuple[float, MeasuredCell]]] = {}
    for cell in cells:
        place = axis_of(cell.case)
        if place is not None and cell.samples:
            workload = f"{cell.case.workload}@{cell.case.version}"
            names = (cell.benchmark_id, cell.client_id, cell.trial.cell.model, workload, place[0])
            along.setdefault(names, []).append((place[1], cell))
    return tuple(
        _curve(names, sorted(placed, key=lambda pair: pair[0]))
        for names, placed in along.items()
        if len(placed) > 1
    )


def axis_of(case: Case) -> tuple[Axis, float] | None:
    """Where the case stands among its workload's."""
    if isinstance(case.load, Concurrent):
        return "concurrency", case.load.level
    if isinstance(case.load, Arriving):
        return "rate", case.load.per_s
    if case.api == "embed":
        return "batch", case.batch
    depth = re.fullmatch(r"depth=(\d+)", case.name)
    return ("depth", int(depth[1])) if depth else None


def _curve(
    names: tuple[str, str, str, str, Axis], placed: Sequence[tuple[float, MeasuredCell]]
) -> Curve:
    benchmark_id, client_id, model, workload, axis = names
    points = tuple(
        CurvePoint(x=x, case=cell.trial.cell.case, metrics=cell_report(cell).metrics)
        for x, cell in placed
    )
    saturation = _saturation(axis, points)
    return Curve(
        benchmark_id=benchmark_id,
        client_id=client_id,
        model=model,
        workload=workload,
        axis=axis,
        title=TITLES[axis],
        figures=tuple(it for it in FIGURES[axis] if any(it in point.metrics for point in points)),
        points=points,
        saturation=saturation,
        saturated=saturation and _saturated(axis, points, saturation),
    )


def _saturation(axis: Axis, points: Sequence[CurvePoint]) -> Saturation | None:
    if axis == "concurrency":
        return concurrency_saturation(
            [
                LevelPoint(int(p.x), done.median, p.metrics["e2e"].median)
                for p in points
                if (done := p.metrics.get("throughput")) is not None and "e2e" in p.metrics
            ]
        )
    if axis == "rate":
        return rate_saturation(
            [
                RatePoint(came.median, went.median)
                for p in points
                if (came := p.metrics.get("arrival_rate")) is not None
                and (went := p.metrics.get("departure_rate")) is not None
            ]
        )
    return None


def _saturated(axis: Axis, points: Sequence[CurvePoint], found: Saturation) -> str:
    if axis == "concurrency":
        most = value(found.capacity, "tokens/s")
        if found.reached and found.at < ONLY_WAIT:
            return f"one at a time fills it, with {most}: more at once only wait"
        if found.reached:
            return f"saturates at {found.at:.1f} at once, with {most}"
        return f"still rises at {points[-1].x:g} at once, with {most}"
    most = value(found.capacity, "requests/s")
    if not found.reached:
        return f"keeps up with all that was sent, {value(found.at, 'requests/s')}"
    if found.at == 0:
        return f"keeps up with none of these rates; {most} at most go out"
    return f"keeps up with {value(found.at, 'requests/s')}; {most} at most go out"
