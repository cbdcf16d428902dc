"""Which machine for this model and these limits: from what was measured, and nothing else."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Literal

from obt.measure.sample import CellKey
from obt.server.benchmarks.fleet_schemas import Advice, Advised, Answer, Figure, Fit
from obt.server.benchmarks.past import Past, PastCell, is_of
from obt.wire.names import same_model

Limited = Literal["ttft", "tpot", "e2e"]
ALL_ON_GPU = 0.995  #: As the comparability gate: Ollama's sizes move a little
ORDER: dict[Answer | None, int] = {"yes": 0, None: 1, "unknown": 1, "no": 2}


async def advise(past: Past, model: str, workload: str, limits: Mapping[Limited, float]) -> Advice:
    """`limits` in seconds."""

    def wanted(_: str, cell: CellKey) -> bool:
        return same_model(cell.model, model)

    cells = await past.cells(wanted, newest_only=True)
    machines = await asyncio.to_thread(_machines, cells, workload, limits)
    return Advice(model=model, workload=workload, machines=machines)


def _machines(
    cells: Sequence[PastCell], workload: str, limits: Mapping[Limited, float]
) -> list[Advised]:
    advised = []
    for client_id in dict.fromkeys(it.cell.client_id for it in cells):
        here = [it for it in cells if it.cell.client_id == client_id]
        cold = next((it for it in here if it.cell.case.cold and it.counted), None)
        load = cold.figure("cold_load") if cold is not None else None
        asked = [it for it in here if is_of(it.cell.trial.cell, workload)]
        if asked:
            advised += [_advised(it, load, limits) for it in asked]
        else:
            advised.append(_not_asked(here[0], workload, load, limits))
    return sorted(advised, key=_rank)


def _rank(it: Advised) -> tuple[int, float]:
    return ORDER[it.meets], -(it.decode_rate.median if it.decode_rate is not None else 0.0)


def _advised(past: PastCell, load: Figure | None, limits: Mapping[Limited, float]) -> Advised:
    names: tuple[Limited, ...] = ("ttft", "tpot", "e2e")
    figures = {name: past.figure(name) for name in names}
    judged = [judge(name, figures[name], limit) for name, limit in limits.items()]
    answers = {answer for answer, _ in judged}
    failed = past.cell.trial.failed
    reasons = [why for _, why in judged]
    if failed is not None:
        reasons.insert(0, f"could not be measured there: {failed}")
    return Advised(
        client_id=past.cell.client_id,
        client_name=past.client_name,
        model=past.cell.trial.cell.model,
        workload=past.cell.case.key,
        origin=past.origin(),
        **figures,
        decode_rate=past.figure("decode_rate"),
        cold_load=load,
        fit=fit_of(past),
        meets=_together(answers),
        reasons=reasons,
    )


def _not_asked(
    past: PastCell, workload: str, load: Figure | None, limits: Mapping[Limited, float]
) -> Advised:
    return Advised(
        client_id=past.cell.client_id,
        client_name=past.client_name,
        model=past.cell.trial.cell.model,
        workload=None,
        origin=past.origin(),
        ttft=None,
        tpot=None,
        e2e=None,
        decode_rate=None,
        cold_load=load,
        fit=fit_of(past),
        meets="unknown" if limits else None,
        reasons=[f"not measured with {workload} there, only with {past.cell.case.key}"],
    )


def judge(name: Limited, figure: Figure | None, limit: float) -> tuple[Answer, str]:
    """All of the interval has to be on one side: else nobody knows yet."""
    title = {"ttft": "TTFT", "tpot": "TPOT", "e2e": "E2E latency"}[name]
    if figure is None:
        return "unknown", f"{title} was not measured"
    if figure.ci_low is None or figure.ci_high is None:
        return "unknown", f"{title}: too few samples ({figure.n}) for an interval"
    seen = f"{title} {_ms(figure.median)} [{_ms(figure.ci_low)} to {_ms(figure.ci_high)}]"
    if figure.ci_high <= limit:
        return "yes", f"{seen} is within {_ms(limit)}"
    if figure.ci_low > limit:
        return "no", f"{seen} is over {_ms(limit)}"
    return "unknown", f"{seen} has {_ms(limit)} inside its interval: measure more"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.4g} ms"


def _together(answers: set[Answer]) -> Answer | None:
    order: tuple[Answer, ...] = ("no", "unknown", "yes")
    return next((answer for answer in order if answer in answers), None)


def fit_of(past: PastCell) -> Fit:
    trial, residency = past.cell.trial, past.cell.trial.residency
    offload = residency.offload if residency is not None else None
    placement: Literal["gpu", "partly", "cpu", "failed", "unknown"] = "unknown"
    if trial.failed is not None:
        placement = "failed"
    elif offload is not None:
        placement = "gpu" if offload >= ALL_ON_GPU else "partly" if offload > 0 else "cpu"
    return Fit(
        placement=placement,
        offload=offload,
        size=residency.size if residency is not None else None,
        size_vram=residency.size_vram if residency is not None else None,
        context=residency.context_length if residency is not None else None,
        memory_total=past.machine.hardware.memory_total if past.machine is not None else None,
    )
