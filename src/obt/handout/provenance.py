"""Under what all of it was measured: enough to measure it again."""

import obt
from obt.handout.markup import Child, Markup, join, name, table, tag
from obt.handout.view import View, case_title
from obt.measure.words import share, size, span
from obt.wire.benchmark_file import FilePart
from obt.wire.benchmarks import Machine

THINK = {"True": "on", "False": "off"}
FEW = 12  #: More rows are folded away


def provenance(view: View) -> Markup:
    return join(_machines(view), _cells(view), _plan(view), _left_out(view))


def _machines(view: View) -> Markup:
    heads: list[Child] = ["machine", "processor", "GPU", "memory", "system", "Ollama", "OBT"]
    heads += ["power", "in use before", "seen", "measured for"]
    rows = [[name(view.machine(it.client_id)), *_machine(it)] for it in view.file.parts]
    return table("Machines, when they began to measure", heads, rows, "words")


def _machine(part: FilePart) -> list[Child]:
    found, spent = part.machine, span(part.elapsed_s)
    if found is None:
        return ["nothing is known of it", *[""] * 8, spent]
    cpu, absent = found.hardware.cpu, found.hardware.absent
    cores = f", {cpu.cores_logical} threads" if cpu.cores_logical else ""
    gpus = [
        f"{gpu.name}{f', {size(gpu.memory_total)}' if gpu.memory_total else ''}"
        f"{f', driver {gpu.driver}' if gpu.driver else ''}"
        for gpu in found.hardware.gpus
    ]
    return [
        f"{cpu.model or 'unknown'} ({cpu.architecture}{cores})",
        "; ".join(gpus) or absent.get("gpus", "none"),
        size(found.hardware.memory_total) or "unknown",
        " ".join(filter(None, (found.hardware.os.name, found.hardware.os.version))),
        found.ollama_version or "unknown",
        found.client_version,
        _power(found),
        "unknown" if found.idle_cpu is None else f"{share(found.idle_cpu)} of the processor",
        f"{found.seen_at:%Y-%m-%d %H:%M} UTC",
        spent,
    ]


def _power(machine: Machine) -> str:
    return ", ".join(filter(None, (machine.power_source, machine.power_mode))) or "unknown"


def _cells(view: View) -> Markup:
    heads: list[Child] = ["model", "machine", "workload", "digest", "quantization", "context"]
    heads += ["on the GPU", "thinking", "options, as sent"]
    rows: list[list[Child]] = []
    for cell in view.cells:
        condition, trial = cell.report.condition, cell.measured.trial
        offload = condition.offload
        rows.append(
            [
                name(condition.model),
                name(view.machine(cell.report.client_id)),
                case_title(cell.measured.case.key),
                tag("code", condition.digest[:12]) if condition.digest else "unknown",
                condition.quantization or "unknown",
                "unknown" if condition.context is None else str(condition.context),
                "unknown" if offload is None else f"{offload:.0%}",
                THINK.get(str(condition.think), str(condition.think)),
                ", ".join(f"{key}={value}" for key, value in trial.options.items()),
            ]
        )
    shown = table("What ran", heads, rows, "words")
    few = "open" if len(rows) <= FEW else None
    return tag("details", tag("summary", f"What ran ({len(rows)})"), shown, open=few)


def _plan(view: View) -> Markup:
    file, stop = view.file, view.file.stop
    budget = f"{stop.max_samples} samples of a cell"
    if stop.max_minutes is not None:
        budget += f", {span(stop.max_minutes * 60)} on a machine"
    settings = file.settings.model_dump(mode="json", exclude_none=True)
    grouped = "each model is loaded once per round" if file.grouped else "every cell by itself"
    facts: list[tuple[str, Child]] = [
        ("Benchmark", tag("code", str(file.benchmark_id))),
        ("Asked for", f"{file.created_at:%Y-%m-%d %H:%M} UTC, of OBT {file.obt_version}"),
        ("This file", f"{file.exported_at:%Y-%m-%d %H:%M} UTC, OBT {obt.__version__}"),
        ("Ends with", f"± {share(stop.precision)} around the median, or {budget}"),
        ("Order of the cells", f"drawn anew in each round, balanced; {grouped}"),
        ("Seed", tag("code", file.seed)),
        ("Settings", ", ".join(f"{key}={value}" for key, value in settings.items())),
    ]
    facts += [
        (f"Workload {it.id}, version {it.version}", it.description or it.title)
        for it in file.workloads
    ]
    told = [part for key, fact in facts for part in (tag("dt", key), tag("dd", fact))]
    return join(tag("h3", "Plan"), tag("dl", *told))


def _left_out(view: View) -> Markup | None:
    if not view.file.left_out:
        return None
    rows: list[list[Child]] = [
        [name(it.model), name(view.machine(it.client_id)), it.why] for it in view.file.left_out
    ]
    return table("Not measured", ["model", "machine", "why"], rows, "words")
