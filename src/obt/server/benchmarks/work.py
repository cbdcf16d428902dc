"""What a benchmark is to do: fixed when it is created, the same for ever after."""

from collections.abc import Iterator, Mapping, Sequence

import obt
from obt.measure.plan import StopRule
from obt.measure.workloads import Settings, Workload, cases_of, too_big
from obt.server.benchmarks.schemas import BenchmarkCreate, LeftOut
from obt.server.core.errors import BadRequestError
from obt.server.core.schemas import FieldProblem, Schema
from obt.server.registry.registry import Registry
from obt.wire.names import BadNameError, parse_name, spelling

SHOWN = 20


class Work(Schema):
    """`models` by client_id, spelt as that client's Ollama spells them."""

    models: dict[str, list[str]]
    workloads: list[Workload]
    settings: Settings
    stop: StopRule
    seed: str
    grouped: bool = True
    obt_version: str  #: Of the server that planned it
    left_out: list[LeftOut] = []


def work_of(
    wish: BenchmarkCreate, workloads: Mapping[str, Workload], fleet: Registry, seed: str
) -> Work:
    """Raises BadRequestError with each thing wrong."""
    problems = list(_unknown(wish, workloads, fleet))
    models: dict[str, list[str]] = {}
    left_out: list[LeftOut] = []
    if not problems:
        for client_id in dict.fromkeys(wish.clients):
            for model in dict.fromkeys(wish.models):
                name, why = _here(fleet, client_id, model)
                if name is None:
                    left_out.append(LeftOut(client_id=client_id, model=model, why=why))
                elif name not in models.setdefault(client_id, []):
                    models[client_id].append(name)
        for model in dict.fromkeys(wish.models):
            if all(it.model != model for it in left_out):
                continue
            if sum(it.model == model for it in left_out) == len(dict.fromkeys(wish.clients)):
                nowhere = f"none of these clients has '{model}'"
                problems.append(_problem(nowhere, "not_installed", "models"))
        problems += _unfit(wish, workloads, fleet, models)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise BadRequestError(problems[0].message + more, problems[:SHOWN])
    return Work(
        models=models,
        workloads=[workloads[workload] for workload in dict.fromkeys(wish.workloads)],
        settings=wish.settings,
        stop=wish.stop,
        seed=seed,
        obt_version=obt.__version__,
        left_out=left_out,
    )


def _unknown(
    wish: BenchmarkCreate, workloads: Mapping[str, Workload], fleet: Registry
) -> Sequence[FieldProblem]:
    found: list[FieldProblem] = []
    for i, client_id in enumerate(wish.clients):
        if fleet.find(client_id) is None:
            unknown = f"there is no client '{client_id}'"
            found.append(_problem(unknown, "unknown_client", "clients", i))
    for i, model in enumerate(wish.models):
        try:
            parse_name(model)
        except BadNameError as error:
            found.append(_problem(str(error), "bad_name", "models", i))
    for i, workload in enumerate(wish.workloads):
        if workload not in workloads:
            unknown = f"there is no workload '{workload}'"
            found.append(_problem(unknown, "unknown_workload", "workloads", i))
        elif why := too_big(workloads[workload]):
            found.append(_problem(why, "too_big_workload", "workloads", i))
    return found


def _here(fleet: Registry, client_id: str, model: str) -> tuple[str | None, str]:
    """How that client spells the model, or why it cannot be measured there."""
    client = fleet.get(client_id)
    name = spelling(model, client.models)
    if name is None:
        known = client.fingerprint is not None
        return None, "is not installed there" if known else "its models are not known yet"
    if client.models[name].remote_host is not None:
        return None, "runs in the cloud: that is not this machine"
    return name, ""


def _unfit(
    wish: BenchmarkCreate,
    workloads: Mapping[str, Workload],
    fleet: Registry,
    models: Mapping[str, Sequence[str]],
) -> Iterator[FieldProblem]:
    """Workloads that no model here can do. What a model can do is not always known."""
    chosen = [
        set(fleet.get(client_id).models[name].details.capabilities)
        for client_id, names in models.items()
        for name in names
    ]
    for i, workload in enumerate(wish.workloads):
        needs = {case.needs for case in cases_of(workloads[workload])}
        if chosen and all(can and not needs & can for can in chosen):
            text = f"'{workload}' needs a model for {' or '.join(needs)}, and none of these is one"
            yield _problem(text, "unfit_workload", "workloads", i)


def _problem(message: str, code: str, *where: str | int) -> FieldProblem:
    return FieldProblem(location=["body", *where], message=message, code=code)
