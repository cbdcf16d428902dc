"""The life of a job: pure transitions, nothing else changes a state.

    queued ──assign──> running ──report──> succeeded | failed | cancelled
      │ ^                │  │
      │ └── retryable ───┘  └─lose─> lost
      ├─cancel─> cancelled
      ├─refuse─> failed
      ├─answer─> succeeded
      └─lose──> lost            failed | cancelled | lost ──retry──> queued

Wishes that make no sense raise. Reports never do: they may come late, twice, or out of order, and
one that is not about the present attempt of a running job changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import JsonValue

from obt.wire.jobs import JobError, JobFinished, JobState

OPEN: frozenset[JobState] = frozenset({"queued", "running"})
RETRIABLE: frozenset[JobState] = frozenset({"failed", "cancelled", "lost"})


class IllegalTransitionError(Exception):
    """The wish contradicts the state; the message is for people."""


@dataclass(frozen=True, slots=True)
class Life:
    """All that changes in a job. Times are the wall clock's."""

    retries_left: int  #: Automatic ones, of what can pass
    state: JobState = "queued"
    attempts: int = 0  #: Begun so far; the present one while running
    cancelling: bool = False
    error: JobError | None = None  #: Of the last attempt; a queued job shows why it tries again
    result: JsonValue = None
    started_at: datetime | None = None  #: The last attempt
    finished_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state in OPEN


def assign(life: Life, at: datetime) -> Life:
    """A new attempt begins."""
    if life.state != "queued":
        raise IllegalTransitionError(f"A job that is {life.state} cannot begin.")
    return replace(life, state="running", attempts=life.attempts + 1, started_at=at)


def report(life: Life, told: JobFinished, at: datetime) -> Life:
    """How an attempt ended, as its client says."""
    if life.state != "running" or told.attempt != life.attempts:
        return life
    if told.outcome == "succeeded":
        return _end(life, "succeeded", at, None, told.result)
    if told.outcome == "cancelled":
        return _end(life, "cancelled", at, told.error)
    error = told.error or JobError(
        code="unknown", message="The client did not say why.", retryable=False
    )
    if not error.retryable:
        return _end(life, "failed", at, error, told.result)
    if life.cancelling:  # it would be tried again, and nobody wishes that any more
        return _end(life, "cancelled", at, error)
    if life.retries_left <= 0:
        return _end(life, "failed", at, error, told.result)
    return replace(life, state="queued", error=error, retries_left=life.retries_left - 1)


def answer(life: Life, at: datetime, result: JsonValue) -> Life:
    """The server itself carries it out, at once."""
    return _end(assign(life, at), "succeeded", at, None, result)


def cancel(life: Life, at: datetime) -> Life:
    """At once where it has not begun, else a wish that its client carries out."""
    match life.state:
        case "queued":
            return _end(life, "cancelled", at, life.error)
        case "running":
            return replace(life, cancelling=True)
        case "cancelled":
            return life
        case _:
            raise IllegalTransitionError(f"It has {_ended(life.state)} already.")


def lose(life: Life, at: datetime, error: JobError) -> Life:
    """Its client is gone for good."""
    if not life.open:
        raise IllegalTransitionError(f"It has {_ended(life.state)} already.")
    return _end(life, "lost", at, error)


def refuse(life: Life, at: datetime, error: JobError) -> Life:
    """It can never be carried out, or its deadline has passed."""
    if not life.open:
        raise IllegalTransitionError(f"It has {_ended(life.state)} already.")
    return _end(life, "failed", at, error)


def retry(life: Life, retries: int) -> Life:
    """A person wishes a new attempt."""
    if life.state not in RETRIABLE:
        doing = "has succeeded" if life.state == "succeeded" else f"is {life.state}"
        raise IllegalTransitionError(f"It {doing}: there is nothing to retry.")
    return Life(retries_left=retries, attempts=life.attempts)


def _end(
    life: Life, state: JobState, at: datetime, error: JobError | None, result: JsonValue = None
) -> Life:
    return replace(life, state=state, cancelling=False, error=error, result=result, finished_at=at)


def _ended(state: JobState) -> str:
    return {"lost": "been lost", "cancelled": "been cancelled"}.get(state, state)
