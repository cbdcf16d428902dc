"""What a benchmark found, as tables: results, where the time went, what did not count."""

import re
from collections.abc import Callable, Mapping, Sequence

from rich.text import Text

from obt.cli import words
from obt.cli.screen import Column, Row, aligned, say, table
from obt.measure.catalogue import REPORTED, ReportedName
from obt.measure.report import Curve, MetricReport
from obt.sdk.benchmarks import BenchmarkCell
from obt.wire.benchmarks import Machine

Label = Callable[[str], str]
"""A machine's name, by client_id."""
STOPPED = {
    "precision": "precise",
    "max_samples": "samples spent",
    "max_minutes": "time spent",
    "rejections": "too many rejected",
}
COLUMNS = [
    Column("MACHINE", gives=True),
    Column("MODEL", gives=True),
    Column("WORKLOAD", gives=True),
    Column("N", right=True),
    Column("MEDIAN", right=True),
    Column("± 95 %", right=True),
    Column("TTFT", right=True, leaves=3),
    Column("PREFILL", right=True, leaves=2),
    Column("REJECTED", right=True, leaves=4),
    Column("", gives=True, leaves=1),
]
PHASES = ("load", "queue", "prefill", "decode", "network")
MOST_TOLD = 12


def lines(cells: Sequence[BenchmarkCell], label: Label, width: int, *, live: bool) -> list[Text]:
    """The table of results; `live`: some of it is still to come."""
    return aligned(COLUMNS, [_row(cell, label, live=live) for cell in cells], width)


def tell(cells: Sequence[BenchmarkCell], label: Label, curves: Sequence[Curve] = ()) -> None:
    """Results, what more load brings, checks, rejections and remarks."""
    cells = ordered(cells, label)
    rows = [_row(cell, label, live=False) for cell in cells]
    table(COLUMNS, rows, "Nothing was measured.")
    sections = (
        ("Load", _loads(curves, label)),
        ("Checks passed", _checks(cells, label)),
        ("Did not count", _rejections(cells, label)),
        ("Note", _notes(cells, label)),
    )
    for title, remarks in sections:
        if remarks:
            say("")
        for remark in remarks[:MOST_TOLD]:
            say(f"{title}: {remark}")
        if len(remarks) > MOST_TOLD:
            say(f"… and {len(remarks) - MOST_TOLD} more: --json")


def tell_time(cells: Sequence[BenchmarkCell], label: Label) -> None:
    """The time ledger: means, which sum to the end-to-end latency."""
    columns = [
        *COLUMNS[:3],
        *(Column(phase.upper(), right=True) for phase in PHASES),
        Column("END TO END", right=True),
    ]
    rows: list[Row] = []
    for cell in ordered(cells, label):
        if (ledger := cell.ledger) is not None:
            spent = [words.value(getattr(ledger, f"{phase}_s"), "s") for phase in PHASES]
            rows.append((*_names(cell, label), *spent, words.value(ledger.e2e_s, "s")))
    if rows:
        say("\nWhere the time goes (means)", "bold")
        table(columns, rows)


def tell_metrics(cells: Sequence[BenchmarkCell], label: Label) -> None:
    """Everything that was measured of every cell."""
    columns = [
        Column("METRIC", gives=True),
        *(Column(title, right=True) for title in ("N", "MEDIAN", "± 95 %", "P5", "P95")),
        Column("", gives=True, leaves=1),
    ]
    for cell in ordered(cells, label):
        say("\n" + "  ".join(_names(cell, label)), "bold")
        rows: list[Row] = []
        for name, metric in cell.metrics.items():
            spread = (_or_none(metric.p5, metric.unit), _or_none(metric.p95, metric.unit))
            about = "for comparison only" if metric.better == "neither" else ""
            middle = words.value(metric.median, metric.unit)
            rows.append(
                (REPORTED[name].title, str(metric.n), middle, precision(metric), *spread, about)
            )
        table(columns, rows, "Nothing yet.")
        for name, why in cell.absent.items():
            say(f"not measured: {REPORTED[name].title} ({'; '.join(why)})")


def ordered(cells: Sequence[BenchmarkCell], label: Label) -> list[BenchmarkCell]:
    """By model, workload and machine; numbers in names count as numbers."""

    def key(cell: BenchmarkCell) -> list[tuple[int, str]]:
        text = "\0".join((cell.model, cell.workload, label(cell.client_id)))
        parts = re.split(r"(\d+)", text)
        return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]

    return sorted(cells, key=key)


def case(key: str) -> str:
    """`long-context depth=4096`, from the key of a case."""
    workload, _, name = key.partition("/")
    return f"{workload.partition('@')[0]} {name}".rstrip()


def precision(metric: MetricReport) -> str:
    """Half its interval; a `?` where there are too few rounds for one."""
    return "?" if metric.precision is None else words.share(metric.precision)


def rejected(cell: BenchmarkCell) -> int:
    return sum(line.n for line in cell.rejected)


def _row(cell: BenchmarkCell, label: Label, *, live: bool) -> Row:
    main = cell.metrics.get(cell.primary)
    wrong = rejected(cell)
    return (
        *_names(cell, label),
        str(cell.n),
        words.value(main.median, main.unit) if main else "",
        precision(main) if main else "",
        _median(cell, "ttft"),
        _median(cell, "prefill_rate") if cell.primary != "prefill_rate" else "",
        (str(wrong), "yellow") if wrong else "",
        _state(cell, live=live),
    )


def _state(cell: BenchmarkCell, *, live: bool) -> str | tuple[str, str]:
    if cell.failed is not None:
        return (cell.failed, "red")
    if cell.stopped is not None:
        word = STOPPED[cell.stopped]
        return (word, "green" if cell.stopped == "precision" else "yellow")
    if live:
        return ("measuring", "cyan") if cell.samples else ("to come", "dim")
    return ("not finished", "yellow")


def _names(cell: BenchmarkCell, label: Label) -> tuple[str, str, str]:
    return label(cell.client_id), cell.model, case(cell.workload)


def _median(cell: BenchmarkCell, name: ReportedName) -> str:
    found = cell.metrics.get(name)
    return words.value(found.median, found.unit) if found else ""


def _or_none(value: float | None, unit: str) -> str:
    return "" if value is None else words.value(value, unit)


def _rejections(cells: Sequence[BenchmarkCell], label: Label) -> list[str]:
    return [
        f"{' '.join(_names(cell, label))}: {line.n} x {line.reason.replace('_', ' ')}"
        f" ({'; '.join(line.examples[:2])})"
        for cell in cells
        for line in cell.rejected
    ]


def _checks(cells: Sequence[BenchmarkCell], label: Label) -> list[str]:
    return [
        f"{' '.join(_names(cell, label))}: {words.share(found.rate)} of "
        f"{words.count(found.checked, 'reply', 'replies')}"
        f" (95 %: {words.share(found.ci_low)} to {words.share(found.ci_high)})"
        for cell in cells
        if (found := cell.quality) is not None
    ]


def _loads(curves: Sequence[Curve], label: Label) -> list[str]:
    return [
        f"{label(curve.client_id)} {curve.model} {case(curve.workload)}: {curve.saturated}"
        for curve in curves
        if curve.saturated is not None
    ]


def _notes(cells: Sequence[BenchmarkCell], label: Label) -> list[str]:
    """Each once, with the machines that it is of."""
    of: dict[str, dict[str, None]] = {}
    for cell in cells:
        notes, drift = list(cell.notes), cell.drift
        if drift is not None and drift.flag == "drifting":
            much = f"{100 * drift.over_run:+.1f} %"
            notes.append(f"{cell.model} {case(cell.workload)} drifted by {much} over the run")
        for text in notes:
            of.setdefault(text, {})[label(cell.client_id)] = None
    return [f"{', '.join(machines)}: {text}" for text, machines in of.items()]


def tell_machines(machines: Mapping[str, Machine], label: Label) -> None:
    """Where it was measured."""
    if not machines:
        return
    columns = [
        Column("MACHINE", gives=True),
        Column("OLLAMA"),
        Column("PROCESSOR", gives=True),
        Column("GPU", gives=True),
        Column("MEMORY", right=True),
        Column("SYSTEM", gives=True, leaves=1),
    ]
    rows: list[Row] = []
    for client_id, machine in machines.items():
        hardware = machine.hardware
        rows.append(
            (
                label(client_id),
                machine.ollama_version or "unknown",
                hardware.cpu.model or hardware.cpu.architecture,
                ", ".join(gpu.name for gpu in hardware.gpus) or "none",
                words.memory(hardware.memory_total),
                hardware.os.name,
            )
        )
    say("\nMeasured on", "bold")
    table(columns, rows)
