"""From a plan to this machine's cells: what fits here, and why the rest does not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from obt.client.benchmarks.models import Model
from obt.measure.plan import Cell as Planned
from obt.measure.quantiles import median
from obt.measure.report.samples import result_of
from obt.measure.sample import CellKey, Sample, Trial
from obt.measure.workloads import Case, PythonFunction, Settings, cases_of, runner_key
from obt.wire.benchmarks import BenchmarkPlan, BenchmarkStanding, Taken

MISSING = "This model is not on this machine."
DELETED = "This model was deleted meanwhile."
CHANGED = "Another model has this name now: its digest changed since the first samples."
ONLY_LOCAL = "Checks by a Python function are made by `obt bench run --local` only."


@dataclass
class Cell:
    """A cell and how far it is. The trial is what others are told of it."""

    case: Case
    model: Model
    trial: Trial
    values: list[float] = field(default_factory=list)  #: Counted, of the case's primary metric
    tried: int = 0

    @property
    def key(self) -> str:
        return str(self.trial.cell)

    @property
    def group(self) -> str:
        """Cells that run on one load. A cold load never has company."""
        if self.case.cold:
            return f"{self.model.name} cold {self.case.key}"
        return f"{self.model.name} {runner_key(self.trial.options)}"

    @property
    def planned(self) -> Planned:
        return Planned(key=self.key, group=self.group)

    @property
    def num_ctx(self) -> int:
        return int(self.trial.options["num_ctx"])

    @property
    def title(self) -> str:
        return f"{self.model.name} · {self.case.workload} {self.case.name}".rstrip()

    def change(self, **fields: object) -> None:
        self.trial = self.trial.model_copy(update=fields)

    def note(self, text: str) -> bool:
        """True where it is new."""
        if text in self.trial.notes:
            return False
        self.change(notes=(*self.trial.notes, text))
        return True

    def took(self, sample: Sample) -> None:
        self.tried += 1
        values = result_of(sample, self.case, self.trial).values.get(self.case.primary, ())
        if values:
            self.values.append(median(values))

    def remember(self, taken: Taken) -> None:
        self.tried += 1
        if taken.counted and taken.value is not None:
            self.values.append(taken.value)


def cells_of(
    plan: BenchmarkPlan, models: Mapping[str, Model | None], functions: bool, now: datetime
) -> Iterator[Cell]:
    """One for every case of every model; those that cannot be measured are failed from the start.

    `models` by name, None = not on this machine.
    """
    for name in plan.models:
        model = models[name]
        for workload in plan.workloads:
            for case in cases_of(workload):
                options = _options(plan.settings, case)
                facts = model or Model(name)
                trial = Trial(
                    cell=CellKey(model=name, case=case.key),
                    started_at=now,
                    digest=facts.digest,
                    quantization=facts.quantization,
                    family=facts.family,
                    parameter_size=facts.parameter_size,
                    format=facts.format,
                    size=facts.size,
                    options=options,
                    think=plan.settings.think,
                    notes=tuple(_notes(case, functions)),
                    failed=MISSING if model is None else _misfit(case, facts, options),
                )
                yield Cell(case, facts, trial)


def resumed(cells: Iterable[Cell], standing: BenchmarkStanding, version: str | None) -> None:
    """Goes on with the trials as they were told, and with the values of their samples."""
    trials = {trial.cell: trial for trial in standing.trials}
    by_key = {cell.key: cell for cell in cells}
    for taken in standing.taken:
        if (found := by_key.get(str(taken.cell))) is not None:
            found.remember(taken)
    before = standing.machine.ollama_version if standing.machine else version
    for cell in by_key.values():
        new, old = cell.trial, trials.get(cell.trial.cell)
        if old is None:
            continue
        cell.trial = old.model_copy(update={"stopped": None})
        if old.failed is None and new.failed is not None:
            cell.change(failed=new.failed)
        elif old.failed is None and old.digest != new.digest and cell.tried:
            cell.change(failed=CHANGED)
        elif before != version:
            cell.note(f"Ollama was {before} when it began, and is {version} now.")


def _options(settings: Settings, case: Case) -> dict[str, int | float | bool]:
    options = settings.options(settings.num_ctx or case.num_ctx, case.output_tokens)
    if case.api == "embed":
        del options["num_predict"]
    return options


def _misfit(case: Case, model: Model, options: dict[str, int | float | bool]) -> str | None:
    """Why this case cannot be measured with this model, in words."""
    if model.capabilities and case.needs not in model.capabilities:
        can = ", ".join(model.capabilities)
        return f"This workload needs a model for {case.needs}; this one is for {can}."
    context = int(options["num_ctx"])
    if case.num_ctx > context:
        return f"It needs {case.num_ctx} tokens of context; {context} are set."
    if model.context_length is not None and context > model.context_length:
        return f"It needs {context} tokens of context; this model has {model.context_length}."
    return None


def _notes(case: Case, functions: bool) -> Iterator[str]:
    if not functions and any(isinstance(check, PythonFunction) for check in case.checks):
        yield ONLY_LOCAL
