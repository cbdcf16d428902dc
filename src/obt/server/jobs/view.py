"""A job as people see it."""

import json

from obt.server.jobs.dispatch import Wait
from obt.server.jobs.record import Record
from obt.server.views.jobs import Job
from obt.wire.jobs import Progress

SMALL_RESULT = 16 * 1024  # characters of JSON; the details of a model can be megabytes

SENTENCES = {
    Wait.CLIENT: "{client} to come online",
    Wait.NEXT_TRY: "its next try",
    Wait.MODEL: "another job on {model} at {client}",
    Wait.BULK: "another pull on {client}",
    Wait.ALONE: "the benchmark on {client}",
    Wait.OTHERS: "other jobs on {client}",
    Wait.FLEET: "a free pull in the fleet",
}


def sentence(wait: Wait, record: Record, client: str) -> str:
    return SENTENCES[wait].format(client=client, model=record.model or "a model")


def shown(
    record: Record,
    progress: Progress | None = None,
    waiting_for: str | None = None,
    *,
    whole: bool = False,
) -> Job:
    """`whole` with its result, however large."""
    life = record.life
    small = whole or life.result is None or len(json.dumps(life.result)) <= SMALL_RESULT
    return Job(
        job_id=record.job_id,
        batch_id=record.batch_id,
        kind=record.kind,
        client_id=record.client_id,
        model=record.model,
        operation=record.operation,
        state=life.state,
        waiting_for=waiting_for,
        progress=progress,
        error=life.error,
        result=life.result if small else None,
        attempts=life.attempts,
        cancelling=life.cancelling,
        created_at=record.created_at,
        started_at=life.started_at,
        finished_at=life.finished_at,
        deadline_at=record.deadline_at,
    )
