"""Verdicts in words: who is faster, and is anything worse than before."""

from collections.abc import Callable, Sequence

from obt.cli import words
from obt.cli.bench.results import case
from obt.cli.screen import Cell, Column, Row, say, table
from obt.measure.catalogue import REPORTED, ReportedName
from obt.measure.report.verdicts import CellName, GateReport, PairVerdict, Verdicts
from obt.measure.statistics.comparison import Comparison

Named = Callable[[CellName], str]
GATE: dict[str, Cell] = {
    "regressed": ("worse", "red"),
    "passed": ("passed", "green"),
    "undecided": ("undecided", "yellow"),
    "cannot_judge": ("cannot be judged", "yellow"),
}


def tell_pairs(verdicts: Verdicts, named: Named | None = None) -> None:
    """Each pair with its ratio and interval, or why there is none."""
    name = named or (lambda cell: cell.model)
    columns = [
        Column("A", gives=True),
        Column("B", gives=True),
        Column("WORKLOAD", gives=True),
        Column("METRIC", gives=True, leaves=1),
        Column("A / B", right=True),
        Column("95 %", right=True),
        Column("SEES", right=True, leaves=2),
        Column("VERDICT", gives=True),
    ]
    rows: list[Row] = [
        (
            name(pair.a),
            name(pair.b),
            case(pair.a.case),
            REPORTED[pair.metric].title,
            *ratio(pair.comparison.ratio, pair.comparison.ci_low, pair.comparison.ci_high),
            detectable(pair.comparison),
            verdict(pair, name),
        )
        for pair in verdicts.pairs
    ]
    say("")
    table(columns, rows, "There are no two cells that may be compared.")
    judged = [pair for pair in verdicts.pairs if pair.comparison.smallest_detectable is not None]
    if judged:
        say("\nSEES: the smallest difference that would have been found in 4 of 5 such benchmarks.")
    if verdicts.family > 1:
        say(f"{verdicts.family} comparisons were judged together (Holm).")


def verdict(pair: PairVerdict, name: Named) -> Cell:
    found: Comparison = pair.comparison
    match found.verdict:
        case "a_better":
            return (f"{name(pair.a)} {_better(pair.metric)}", "green")
        case "b_better":
            return (f"{name(pair.b)} {_better(pair.metric)}", "green")
        case "no_difference_shown":
            return "no difference shown"
        case _:
            return (found.reason or "no verdict", "yellow")


def detectable(found: Comparison) -> str:
    least = found.smallest_detectable
    return "" if least is None else words.share(least)


def tell_gate(gate: GateReport, label: Callable[[str], str]) -> None:
    columns = [
        Column("MACHINE", gives=True),
        Column("MODEL", gives=True),
        Column("WORKLOAD", gives=True),
        Column("METRIC", gives=True, leaves=1),
        Column("NEW / OLD", right=True),
        Column("95 %", right=True),
        Column("VERDICT"),
        Column("", gives=True, leaves=2),
    ]
    rows: list[Row] = [
        (
            label(row.client_id),
            row.model,
            case(row.case),
            REPORTED[row.metric].title,
            *ratio(row.gate.ratio, row.gate.ci_low, row.gate.ci_high),
            GATE[row.gate.verdict],
            row.gate.reason or "",
        )
        for row in gate.rows
    ]
    table(columns, rows, "The baseline has no cells.")


def ratio(middle: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    """`1.083`, `1.071 to 1.095`; nothing where it is not known."""
    if middle is None or low is None or high is None:
        return "", ""
    return f"{middle:.3f}", f"{low:.3f} to {high:.3f}"


def counted(gate: GateReport) -> str:
    """`3 passed, 1 worse`."""
    found = [row.gate.verdict for row in gate.rows]
    parts = [f"{found.count(key)} {_plain(told)}" for key, told in GATE.items() if key in found]
    return ", ".join(parts)


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _better(metric: ReportedName) -> str:
    return "is faster" if REPORTED[metric].unit != "J/token" else "needs less energy"


def names(cells: Sequence[CellName], label: Callable[[str], str]) -> Named:
    """What tells these cells apart: machine, model, benchmark."""
    several = [
        len({getattr(cell, part) for cell in cells}) > 1
        for part in ("client_id", "model", "benchmark_id")
    ]

    def name(cell: CellName) -> str:
        parts = (label(cell.client_id), cell.model, cell.benchmark_id[:8])
        chosen = [part for part, tells in zip(parts, several, strict=True) if tells]
        return " ".join(chosen) or label(cell.client_id)

    return name
