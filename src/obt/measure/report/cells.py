"""From the samples of a cell to its result. Pure, without NumPy; every shape goes over REST."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from obt.measure.catalogue import REPORTED, Better, ReportedName
from obt.measure.frozen import Frozen
from obt.measure.ledger import TimeLedger
from obt.measure.plan.stopping import StopReason
from obt.measure.plan.warmup import Warmth
from obt.measure.quantiles import median
from obt.measure.report.quality import Quality, quality_of
from obt.measure.report.samples import SampleResult
from obt.measure.sample import CellKey, Trial
from obt.measure.statistics.comparability import Condition
from obt.measure.statistics.drift import Drift, drift_of
from obt.measure.statistics.summary import Blocks, Summary, by_block, summarise
from obt.measure.validity import Reason
from obt.measure.workloads.cases import Case, Primary

#: A drift that is shown, but smaller than this over the whole run, is not worth a warning.
DRIFT_WORTH_TELLING = 0.01
MAX_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class MeasuredCell:
    """What is known of one cell on one machine; where a report begins."""

    benchmark_id: str
    client_id: str
    case: Case
    trial: Trial
    samples: tuple[SampleResult, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """Client, model, case: the same in every benchmark that measures it."""
        return (self.client_id, self.trial.cell.model, self.trial.cell.case)


class MetricReport(Summary):
    unit: str
    better: Better
    missing: dict[str, int] = {}  #: Counted requests without this metric, by reason


class LedgerReport(Frozen):
    """Where the time goes, in seconds: means, because they sum to the mean of E2E + overlap."""

    n: int
    e2e_s: float
    load_s: float
    queue_s: float
    prefill_s: float
    decode_s: float
    network_s: float
    overlap_s: float  #: What Ollama's durations claim beyond the time there was


class RejectedReport(Frozen):
    """A line of the validity ledger. A request counts once, for its gravest reason."""

    reason: Reason
    n: int
    examples: tuple[str, ...]  #: Details in words, at most 5 different ones


class DriftReport(Frozen):
    """Of the primary metric: relative change, e.g. -0.02 = 2 % less."""

    per_hour: float
    ci_low: float  #: Of `per_hour`, 95 %
    ci_high: float
    over_run: float  #: From the first round to the last
    flag: Literal["none", "slight", "drifting"]
    """`drifting`: the interval leaves out 0, and it is 1 % over the run or more."""


class CellReport(Frozen):
    benchmark_id: str
    client_id: str
    cell: CellKey
    condition: Condition
    primary: Primary
    samples: int  #: Rounds taken
    requests: int
    counted: int
    rejected: tuple[RejectedReport, ...]  #: Most frequent first
    metrics: dict[ReportedName, MetricReport]
    absent: dict[ReportedName, dict[str, int]]  #: Metrics without any value: reasons
    ledger: LedgerReport | None
    drift: DriftReport | None  #: `None` with fewer than 5 rounds
    quality: Quality | None  #: `None` without checks
    warmth: Warmth | None
    stopped: StopReason | None
    failed: str | None
    notes: tuple[str, ...]


def cell_report(cell: MeasuredCell) -> CellReport:
    """Of a cell at any time: also of one that is still measured, or that has no samples yet."""
    trial, samples = cell.trial, cell.samples
    metrics, absent = _metrics(cell)
    checks, passed = sum(s.checks for s in samples), sum(s.passed for s in samples)
    return CellReport(
        benchmark_id=cell.benchmark_id,
        client_id=cell.client_id,
        cell=trial.cell,
        condition=condition_of(cell),
        primary=cell.case.primary,
        samples=len(samples),
        requests=sum(s.requests for s in samples),
        counted=sum(s.counted for s in samples),
        rejected=_rejected(samples),
        metrics=metrics,
        absent=absent,
        ledger=_ledger([ledger for s in samples for ledger in s.ledgers]),
        drift=_drift(cell),
        quality=quality_of(passed, checks),
        warmth=trial.warmth,
        stopped=trial.stopped,
        failed=trial.failed,
        notes=trial.notes,
    )


def values_of(samples: Sequence[SampleResult], metric: ReportedName) -> list[tuple[int, float]]:
    """(round, value) of every counted request, in order of the rounds: a distribution's points."""
    ordered = sorted(samples, key=lambda sample: sample.round)
    return [(sample.round, v) for sample in ordered for v in sample.values.get(metric, ())]


def blocks_of(cell: MeasuredCell, metric: ReportedName | None = None) -> Blocks:
    """One value per round, of the case's primary metric unless another one is named."""
    return by_block(values_of(cell.samples, metric or cell.case.primary))


def condition_of(cell: MeasuredCell) -> Condition:
    """Under what it was measured, for the comparability gate."""
    trial, residency = cell.trial, cell.trial.residency
    written = [tokens for sample in cell.samples for tokens in sample.output_tokens]
    sent = trial.options.get("num_ctx")
    told = residency.context_length if residency is not None else None
    return Condition(
        model=trial.cell.model,
        digest=trial.digest,
        quantization=trial.quantization,
        context=told if told is not None or sent is None else int(sent),
        offload=residency.offload if residency is not None else None,
        think=trial.think,
        workload=trial.cell.case,
        output_tokens=median(written) if written else None,
    )


def _metrics(
    cell: MeasuredCell,
) -> tuple[dict[ReportedName, MetricReport], dict[ReportedName, dict[str, int]]]:
    metrics: dict[ReportedName, MetricReport] = {}
    absent: dict[ReportedName, dict[str, int]] = {}
    for name, info in REPORTED.items():
        missing = dict(Counter(r for s in cell.samples for r in s.absent.get(name, ())))
        summary = summarise(values_of(cell.samples, name))
        if summary is not None:
            metrics[name] = MetricReport(
                **summary.model_dump(), unit=info.unit, better=info.better, missing=missing
            )
        elif missing:
            absent[name] = missing
    return metrics, absent


def _rejected(samples: Sequence[SampleResult]) -> tuple[RejectedReport, ...]:
    details: defaultdict[Reason, list[str]] = defaultdict(list)
    for sample in samples:
        for rejection in sample.rejected:
            details[rejection.reason].append(rejection.detail)
    return tuple(
        RejectedReport(
            reason=reason, n=len(told), examples=tuple(dict.fromkeys(told))[:MAX_EXAMPLES]
        )
        for reason, told in sorted(details.items(), key=lambda item: -len(item[1]))
    )


def _ledger(ledgers: Sequence[TimeLedger]) -> LedgerReport | None:
    if not ledgers:
        return None
    names = ("e2e", "load", "queue", "prefill", "decode", "network", "overlap")
    means = {f"{n}_s": fmean(getattr(one, f"{n}_ns") for one in ledgers) * 1e-9 for n in names}
    return LedgerReport(n=len(ledgers), **means)


def _drift(cell: MeasuredCell) -> DriftReport | None:
    blocks = blocks_of(cell)
    at = {sample.round: sample.taken_at.timestamp() / 3600 for sample in cell.samples}
    hours = [at[number] for number in blocks]
    found = drift_of(hours, list(blocks.values()))
    if found is None:
        return None
    over_run = found.slope * (max(hours) - min(hours))
    return DriftReport(
        per_hour=found.slope,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        over_run=over_run,
        flag=_flag(found, over_run),
    )


def _flag(found: Drift, over_run: float) -> Literal["none", "slight", "drifting"]:
    if not found.shown:
        return "none"
    return "drifting" if abs(over_run) >= DRIFT_WORTH_TELLING else "slight"
