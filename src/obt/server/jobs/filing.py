"""Turns a wish into jobs: checked as a whole, filed once."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from obt.server.core.clock import Clock
from obt.server.core.errors import BadRequestError
from obt.server.core.idempotency import OtherRequestError
from obt.server.core.schemas import FieldProblem
from obt.server.jobs import lifecycle, plan
from obt.server.jobs.fleet import Fleet
from obt.server.jobs.lifecycle import Life
from obt.server.jobs.record import Record
from obt.server.jobs.repository import JobRepository
from obt.server.jobs.schemas import JobsCreate, Target
from obt.server.jobs.tables import JobRequestRow
from obt.wire.names import BadNameError, parse_name
from obt.wire.operations import Copy, Create, Operation, Sync, Transfer

UNNUMBERED = 0


def check(wish: JobsCreate, fleet: Fleet) -> None:
    """Raises BadRequestError with each thing wrong."""
    problems = [p for i, target in enumerate(wish.targets) for p in _target(i, target, wish, fleet)]
    operation = wish.operation
    if isinstance(operation, Copy):
        problems += _name(operation.destination, "operation", "destination")
    if isinstance(operation, Create):
        if operation.from_model is not None:
            problems += _name(operation.from_model, "operation", "from_model")
        if not (operation.from_model or operation.modelfile or operation.files):
            what = "say from what: from_model, files or modelfile"
            problems.append(_problem(what, "missing", "operation"))
    if isinstance(operation, Transfer | Sync) and not fleet.known(operation.source_client_id):
        unknown = f"there is no client '{operation.source_client_id}'"
        problems.append(_problem(unknown, "unknown_client", "operation", "source_client_id"))
    if isinstance(operation, Sync):
        asked = dict.fromkeys([operation.source_client_id, *(t.client_id for t in wish.targets)])
        for client_id in asked:
            if fleet.known(client_id) and fleet.models(client_id) is None:
                unread = f"the models of {fleet.name(client_id)} are not known yet"
                problems.append(_problem(unread, "unread", "operation", "source_client_id"))
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        where = ".".join(map(str, problems[0].location[1:]))
        raise BadRequestError(f"{where}: {problems[0].message}{more}", problems)


def records(wish: JobsCreate, fleet: Fleet, clock: Clock, retries: int) -> list[Record]:
    """The jobs of one batch; a target named twice counts once.

    A sync is planned here and now: it has succeeded, with the transfers it asks for beside it.
    """
    batch_id, at = uuid4(), clock.now()
    deadline = at + timedelta(seconds=wish.deadline_s) if wish.deadline_s is not None else None

    def record(operation: Operation, client_id: str, model: str | None) -> Record:
        filed = new(operation, client_id, model, batch_id, at, retries)
        return replace(filed, deadline_at=deadline)

    made: list[Record] = []
    for target in dict.fromkeys(wish.targets):
        one = record(wish.operation, target.client_id, target.model)
        if isinstance(wish.operation, Sync):
            source = wish.operation.source_client_id
            found = _needs(source, target, fleet)
            shown = plan.result(found, source, target.client_id, fleet)
            made.append(one.living(lifecycle.answer(one.life, at, shown)))
            if not wish.operation.dry_run:
                copying = Transfer(source_client_id=source)
                made += [record(copying, target.client_id, need.model) for need in found]
        else:
            made.append(one)
    return made


def new(
    operation: Operation,
    client_id: str,
    model: str | None,
    batch_id: UUID,
    at: datetime,
    retries: int,
) -> Record:
    return Record(
        number=UNNUMBERED,
        job_id=uuid4(),
        batch_id=batch_id,
        client_id=client_id,
        model=model,
        operation=operation,
        created_at=at,
        deadline_at=None,
        life=Life(retries_left=retries),
    )


def _needs(source: str, target: Target, fleet: Fleet) -> list[plan.Need]:
    return plan.needs(
        fleet.models(source) or {}, fleet.models(target.client_id) or {}, target.model
    )


def fingerprint(wish: JobsCreate) -> str:
    return hashlib.sha256(wish.model_dump_json().encode()).hexdigest()


async def filed_before(repository: JobRepository, key: str, wish: JobsCreate) -> UUID | None:
    """The batch that this request filed already.

    Raises:
        OtherRequestError: the key came with another request.
    """
    known = await repository.request(key)
    if known is None:
        return None
    if known.request_hash != fingerprint(wish):
        raise OtherRequestError
    return known.batch_id


def remember(repository: JobRepository, key: str, wish: JobsCreate, filed: list[Record]) -> None:
    first = filed[0]
    repository.remember(
        JobRequestRow(
            key=key,
            request_hash=fingerprint(wish),
            batch_id=first.batch_id,
            created_at=first.created_at,
        )
    )


def _target(i: int, target: Target, wish: JobsCreate, fleet: Fleet) -> list[FieldProblem]:
    problems: list[FieldProblem] = []
    if not fleet.known(target.client_id):
        unknown = f"there is no client '{target.client_id}'"
        problems.append(_problem(unknown, "unknown_client", "targets", i, "client_id"))
    if target.model is not None:
        problems += _name(target.model, "targets", i, "model")
    elif not isinstance(wish.operation, Sync):
        what = f"{wish.operation.kind} needs a model"
        problems.append(_problem(what, "missing", "targets", i, "model"))
    if isinstance(wish.operation, Transfer | Sync) and (
        wish.operation.source_client_id == target.client_id
    ):
        same = "source and target are the same client"
        problems.append(_problem(same, "same_client", "targets", i, "client_id"))
    return problems


def _name(name: str, *where: str | int) -> list[FieldProblem]:
    try:
        parse_name(name)
    except BadNameError as error:
        return [_problem(str(error), "bad_name", *where)]
    return []


def _problem(message: str, code: str, *where: str | int) -> FieldProblem:
    return FieldProblem(location=["body", *where], message=message, code=code)
