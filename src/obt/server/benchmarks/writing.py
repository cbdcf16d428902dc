"""Benchmarks as tables for other programs and for people: CSV, Markdown, benchstat."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator

from obt.measure.catalogue import METRICS, REPORTED, MetricName
from obt.measure.metrics import metrics_of
from obt.server.benchmarks.schemas import Benchmark, BenchmarkCell
from obt.wire.benchmark_file import BenchmarkFile, FilePart, SampleLine

NONE = "-"
FORMULA = ("=", "+", "-", "@", "\t")
HEAD = (
    "benchmark_id", "client_id", "client", "model", "workload", "round", "taken_at", "request",
    "rejected",
)  # fmt: skip


async def csv_lines(file: BenchmarkFile, lines: AsyncIterator[SampleLine]) -> AsyncIterator[str]:
    """A row for each request, rejected ones too; a value that is absent is empty. SI units."""
    names = {part.client_id: part.client_name for part in file.parts}
    machines = "; ".join(f"{part.client_id}: {_machine(part)}" for part in file.parts)
    yield f"# {_provenance(file)}; {machines}\n"
    yield _row([*HEAD, *METRICS])
    async for line in lines:
        client_id, sample = line.client_id, line.sample
        for n, request in enumerate(sample.requests):
            values = metrics_of(request.record).values
            yield _row(
                [
                    file.benchmark_id,
                    client_id,
                    names.get(client_id, client_id),
                    sample.cell.model,
                    sample.cell.case,
                    sample.round,
                    sample.taken_at.isoformat(),
                    n,
                    " ".join(rejection.reason for rejection in request.rejections),
                    *(values.get(name, "") for name in METRICS),
                ]
            )


async def benchstat_lines(
    file: BenchmarkFile, lines: AsyncIterator[SampleLine]
) -> AsyncIterator[str]:
    """Go's benchmark format, a line for each counted request: `benchstat a.txt b.txt` reads it, and
    `-col /client` sets machines side by side.

    Source: golang.org/design/14313-benchmark-format, golang.org/x/perf/benchfmt (`Unit` lines).
    """
    yield f"obt: {file.obt_version}\nbenchmark: {file.benchmark_id}\nname: {file.name}\n"
    yield f"seed: {file.seed}\nsettings: {_settings(file)}\n"
    for part in file.parts:
        yield f"machine-{part.client_id.lower()}: {_machine(part)}\n"  # keys have no upper case
    for name, info in METRICS.items():
        if info.better != "neither":
            yield f"Unit {_unit(name)} better={info.better}\n"
    yield "\n"
    async for line in lines:
        cell = line.sample.cell
        about = {"workload": cell.case, "model": cell.model, "client": line.client_id}
        # a name begins in upper case, and what follows its last dash is a number of processors
        parts = ["BenchmarkOBT", *(f"{key}={_part(key, it)}" for key, it in about.items())]
        for request in line.sample.counted:
            values = metrics_of(request.record).values
            told = " ".join(f"{value:g} {_unit(name)}" for name, value in values.items())
            if told:
                yield f"{'/'.join(parts)}-1 1 {told}\n"


def _unit(name: MetricName) -> str:
    return f"{METRICS[name].unit.replace(' ', '-')}:{name}"


def _part(key: str, text: str) -> str:
    """No spaces; a slash would begin another part, which only a case may do."""
    text = "_".join(text.split())
    return text if key == "workload" else text.replace("/", "%2F")


def markdown(found: Benchmark, file: BenchmarkFile) -> str:
    """A report for people."""
    return "\n".join(
        [
            *_head(found, file),
            *_cells(found),
            *_checked(found),
            *_rejected(found),
            *_machines(file),
            "",
        ]
    )


def _head(found: Benchmark, file: BenchmarkFile) -> Iterator[str]:
    yield f"# {_text(found.name)}"
    yield ""
    yield f"{found.created_at:%Y-%m-%d %H:%M} UTC, {found.state}, {found.samples} samples."
    yield f"{_text(_provenance(file))}."
    yield ""


def _cells(found: Benchmark) -> Iterator[str]:
    clients = {part.client_id: part.client_name for part in found.parts}
    yield "| machine | model | workload | metric | median | 95 % CI | p5 | p95 | n | rejected |"
    yield "|---|---|---|---|--:|--:|--:|--:|--:|--:|"
    for cell in found.cells:
        rejected = sum(it.n for it in cell.rejected)
        where = (clients.get(cell.client_id, cell.client_id), cell.model, cell.workload)
        if not cell.metrics:
            why = cell.failed or "no sample that counts"
            empty = [_text(why), *[NONE] * 4, "0", str(rejected)]
            yield f"| {' | '.join([*map(_text, where), *empty])} |"
        for name, metric in cell.metrics.items():
            interval = NONE
            if metric.ci_low is not None and metric.ci_high is not None:
                interval = f"{metric.ci_low:.4g} … {metric.ci_high:.4g}"
            title = f"{REPORTED[name].title} ({metric.unit})"
            quantiles = [_number(value) for value in (metric.p5, metric.p95)]
            row = [*map(_text, where), title, f"{metric.median:.4g}", interval, *quantiles]
            yield f"| {' | '.join(row)} | {metric.n} | {rejected} |"
    yield ""


def _checked(found: Benchmark) -> Iterator[str]:
    lines = [
        f"- {_text(_where(cell))}: {it.passed} of {it.checked} replies passed "
        f"({it.rate:.0%}, 95 % CI {it.ci_low:.0%} … {it.ci_high:.0%})"
        for cell in found.cells
        if (it := cell.quality) is not None
    ]
    if lines:
        yield from ["## Checks", "", *lines, ""]


def _rejected(found: Benchmark) -> Iterator[str]:
    lines = [
        f"- {_text(_where(cell))}: {it.n} for {it.reason.value.replace('_', ' ')}"
        + (f" ({_text('; '.join(it.examples))})" if it.examples else "")
        for cell in found.cells
        for it in cell.rejected
    ]
    if lines:
        yield from ["## Samples that do not count", "", *lines, ""]


def _machines(file: BenchmarkFile) -> Iterator[str]:
    yield "## Machines"
    yield ""
    for part in file.parts:
        yield f"- {_text(part.client_name)}: {_text(_machine(part))}"


def _machine(part: FilePart) -> str:
    """In one line."""
    machine = part.machine
    if machine is None:
        return "nothing is known of it"
    hardware = machine.hardware
    told = (
        hardware.cpu.model or "CPU unknown",
        ", ".join(gpu.name for gpu in hardware.gpus) or "no GPU",
        hardware.os.name,
        f"Ollama {machine.ollama_version or 'unknown'}",
        f"OBT {machine.client_version}",
    )
    return " ".join(", ".join(told).split())


def _where(cell: BenchmarkCell) -> str:
    return f"{cell.client_id}, {cell.model}, {cell.workload}"


def _provenance(file: BenchmarkFile) -> str:
    return (
        f"OBT {file.obt_version}, benchmark {file.benchmark_id}, seed {file.seed}, settings "
        f"{_settings(file)}"
    )


def _settings(file: BenchmarkFile) -> str:
    return file.settings.model_dump_json(exclude_none=True)


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.4g}"


def _text(text: str) -> str:
    """Names may hold anything: nothing of it becomes Markdown or a row of its own."""
    for sign in "\\|`*_[]<>#":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _row(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(_safe(value) for value in values)
    return line.getvalue()


def _safe(value: object) -> object:
    """A spreadsheet must not take a name for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
