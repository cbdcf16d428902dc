"""What one sample says: the values of its counted requests, and of all of them together."""

from collections.abc import Iterator

from pydantic import AwareDatetime

from obt.measure.catalogue import ReportedName
from obt.measure.frozen import Frozen
from obt.measure.ledger import TimeLedger
from obt.measure.metrics import Metrics, metrics_of
from obt.measure.plan.goodput import goodput, throughput
from obt.measure.report.power import energies_of
from obt.measure.sample import Request, Sample, Trial
from obt.measure.validity import Reason, Rejection
from obt.measure.workloads.cases import Arriving, Case, Recorded, Replayed, Sequential
from obt.measure.workloads.models import Slo

#: Under load these are part of the result: requests that were not completed. Any other reason says
#: that the block was disturbed.
FAILURES = frozenset({Reason.ERROR, Reason.MISSING_DONE, Reason.MISSING_COUNTS})


class SampleResult(Frozen):
    """All that a report needs of a sample, small enough to be kept beside it."""

    round: int
    taken_at: AwareDatetime
    requests: int
    counted: int
    values: dict[ReportedName, tuple[float, ...]] = {}
    """Of every counted request, or one of them all together; units in `catalogue.REPORTED`."""
    absent: dict[ReportedName, tuple[str, ...]] = {}  #: Reasons, likewise
    ledgers: tuple[TimeLedger, ...] = ()
    rejected: tuple[Rejection, ...] = ()  #: The gravest of every request that does not count
    output_tokens: tuple[int, ...] = ()
    checks: int = 0  #: Replies of counted requests that were checked
    passed: int = 0  #: Of these, replies that passed all of their checks


def result_of(sample: Sample, case: Case, trial: Trial) -> SampleResult:
    """`case` is the sample's; energy starts from the trial's idle power."""
    counted = sample.counted
    values: dict[ReportedName, tuple[float, ...]] = {}
    absent: dict[ReportedName, tuple[str, ...]] = {}
    for request in counted:
        metrics = metrics_of(request.record)
        for name, value in metrics.values.items():
            values[name] = (*values.get(name, ()), value)
        for name, reason in metrics.absent.items():
            if name != "cold_load" or case.cold:
                absent[name] = (*absent.get(name, ()), reason)
    energies, unmeasured = energies_of(sample, trial.idle_power_w)
    values.update({name: (value,) for name, value in energies.items()})
    absent.update({name: (reason,) for name, reason in unmeasured.items()})
    values.update(_together(sample, case))
    ledgers = [TimeLedger.of(request.record) for request in counted]
    checked = [request for request in counted if request.checks]
    return SampleResult(
        round=sample.round,
        taken_at=sample.taken_at,
        requests=len(sample.requests),
        counted=len(counted),
        values=values,
        absent=absent,
        ledgers=tuple(ledger for ledger in ledgers if ledger is not None),
        rejected=tuple(r.rejections[0] for r in sample.requests if r.rejections),
        output_tokens=tuple(r.record.counters.eval_count or 0 for r in counted),
        checks=len(checked),
        passed=sum(all(check.passed for check in request.checks) for request in checked),
    )


def _together(sample: Sample, case: Case) -> dict[ReportedName, tuple[float, ...]]:
    """Throughput and goodput of a block under load, unless something disturbed it."""
    disturbed = any(r.rejections and not _failed(r) for r in sample.requests)
    if isinstance(case.load, Sequential) or disturbed or sample.wall_s <= 0:
        return {}
    wall_s = sample.wall_s
    if isinstance(case.load, Arriving):
        # At a low rate the window is mostly waiting for requests: one answered within half a second
        # of a minute is no two per second
        wall_s = max(wall_s, case.load.duration_s)
    found = throughput(list(_output_tokens(sample)), wall_s)
    values: dict[ReportedName, tuple[float, ...]] = {
        "throughput": (found.tokens_per_s,),
        "request_rate": (found.requests_per_s,),
    }
    if isinstance(case.load, Arriving | Recorded):
        values.update(_flow(sample))
    slo = _slo_of(case)
    if slo is not None:
        metrics: list[Metrics | None] = [
            None if _failed(r) else metrics_of(r.record) for r in sample.requests
        ]
        values["goodput"] = (goodput(slo, metrics, wall_s).per_s,)
    return values


def _flow(sample: Sample) -> dict[ReportedName, tuple[float, ...]]:
    """Requests/s between the first and the last one that came in, and that went out. Unlike those
    over the wall, these two are equal for whoever keeps up, however long an answer takes.
    """
    sent = sorted(request.record.sent_ns for request in sample.requests)
    done = sorted(
        request.record.sent_ns + e2e
        for request in sample.requests
        if not _failed(request) and (e2e := request.record.e2e_ns) is not None
    )
    if len(done) < 2 or sent[0] == sent[-1] or done[0] == done[-1]:
        return {}
    return {
        "arrival_rate": ((len(sent) - 1) / (sent[-1] - sent[0]) * 1e9,),
        "departure_rate": ((len(done) - 1) / (done[-1] - done[0]) * 1e9,),
    }


def _output_tokens(sample: Sample) -> Iterator[int | None]:
    for request in sample.requests:
        yield None if _failed(request) else request.record.counters.eval_count or 0


def _failed(request: Request) -> bool:
    return bool(request.rejections) and request.rejections[0].reason in FAILURES


def _slo_of(case: Case) -> Slo | None:
    if isinstance(case.load, Arriving):
        return case.load.slo
    return case.prompt.slo if isinstance(case.prompt, Replayed) else None
