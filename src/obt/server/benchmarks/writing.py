"""Benchmarks as tables for other programs and for people: CSV, Markdown, benchstat."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator

from obt.measure.catalogue import METRICS, REPORTED
from obt.measure.metrics import metrics_of
from obt.measure.sample import Sample
from obt.server.benchmarks.schemas import Benchmark, BenchmarkCell
from obt.wire.benchmark_file import BenchmarkFile

NONE = "-"
FORMULA = ("=", "+", "-", "@", "\t")
HEAD = (
    "benchmark_id", "client_id", "client", "model", "workload", "round", "taken_at", "request",
    "rejected",
)  # fmt: skip


async def csv_lines(
    file: BenchmarkFile, samples: AsyncIterator[tuple[str, dict[str, object]]]
) -> AsyncIterator[str]:
    """A row for each request, rejected ones too; a value that is absent is empty. SI units."""
    names = {part.client_id: part.client_name for part in file.parts}
    yield f"# {_provenance(file)}\n"
    yield _row([*HEAD, *METRICS])
    async for client_id, stored in samples:
        sample = Sample.model_validate(stored)
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
    file: BenchmarkFile, samples: AsyncIterator[tuple[str, dict[str, object]]]
) -> AsyncIterator[str]:
    """Go's benchmark format, a line for each counted request: `benchstat a.txt b.txt` reads it."""
    yield f"obt: {file.obt_version}\nbenchmark: {file.benchmark_id}\nname: {file.name}\n"
    for part in file.parts:
        if part.machine is not None:
            yield f"ollama-{part.client_id}: {part.machine.ollama_version or 'unknown'}\n"
    yield "\n"
    async for client_id, stored in samples:
        sample = Sample.model_validate(stored)
        for request in sample.counted:
            values = metrics_of(request.record).values
            told = " ".join(
                f"{value:g} {METRICS[name].unit.replace(' ', '-')}:{name}"
                for name, value in values.items()
            )
            name = f"{sample.cell.case}/model={sample.cell.model}/client={client_id}"
            yield f"Benchmark{name.replace(' ', '_')} 1 {told}\n"


def markdown(found: Benchmark, file: BenchmarkFile) -> str:
    """A report for people."""
    return "\n".join([*_head(found, file), *_cells(found), *_rejected(found), *_machines(file), ""])


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
        machine = part.machine
        if machine is None:
            yield f"- {_text(part.client_name)}: nothing is known of it"
            continue
        gpus = ", ".join(gpu.name for gpu in machine.hardware.gpus) or "no GPU"
        yield (
            f"- {_text(part.client_name)}: {_text(machine.hardware.cpu.model or 'CPU unknown')}, "
            f"{_text(gpus)}, {_text(machine.hardware.os.name)}, "
            f"Ollama {_text(machine.ollama_version or 'unknown')}, OBT {machine.client_version}"
        )


def _where(cell: BenchmarkCell) -> str:
    return f"{cell.client_id}, {cell.model}, {cell.workload}"


def _provenance(file: BenchmarkFile) -> str:
    return (
        f"OBT {file.obt_version}, benchmark {file.benchmark_id}, seed {file.seed}, settings "
        f"{file.settings.model_dump_json(exclude_none=True)}"
    )


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
