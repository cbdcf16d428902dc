"""What the methods do, without I/O, so that the sync and the async client share every step.

A flow is a generator: it yields a request (one of `Request`) and is sent its result, or has the
error thrown in. `obt.sdk.blocking` and `obt.sdk.asynchronous` carry the requests out.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, cast
from uuid import UUID, uuid4

from obt.sdk import calls
from obt.sdk.calls import MOST, Call, M
from obt.sdk.errors import ObtError, UnreachableError
from obt.sdk.models import (
    Client,
    Job,
    JobBatch,
    JobsCreate,
    LogEntry,
    Model,
    Page,
    Status,
    Target,
)
from obt.sdk.sse import ServerEvent
from obt.wire.jobs import JobState
from obt.wire.operations import ModelOperation

T = TypeVar("T")
TRIES = 3
PAUSE_S = 0.5
MOST_TARGETS = 10_000  #: What the server takes at once

Targets: TypeAlias = Iterable[Target | tuple[str, str | None]]
"""Clients and models, as `Target` or as pairs of client_id and model."""
OnFiled: TypeAlias = Callable[[JobBatch], object]
"""Called with each batch as soon as it is filed."""


@dataclass(frozen=True)
class Sleep:
    """Sent back: None."""

    seconds: float


@dataclass(frozen=True)
class Listen:
    """Open the event stream, closing one that is open. Sent back: None."""

    last_event_id: str | None


@dataclass(frozen=True)
class Hear:
    """The next event of the open stream. Sent back: a ServerEvent."""


Request: TypeAlias = Call[Any] | Sleep | Listen | Hear
Flow: TypeAlias = Generator[Request, Any, T]


class Steps(Generic[T]):
    """A flow on its way: carry out `request` and tell the outcome, until there is none."""

    def __init__(self, flow: Flow[T]) -> None:
        self._flow = flow
        self.request: Request | None = None
        self._result: T | None = None
        self._step(lambda: next(flow))

    def succeeded(self, reply: object) -> None:
        self._step(lambda: self._flow.send(reply))

    def failed(self, error: ObtError) -> None:
        """Raises what the flow does not handle."""
        self._step(lambda: self._flow.throw(error))

    @property
    def result(self) -> T:
        return cast(T, self._result)

    def _step(self, step: Callable[[], Request]) -> None:
        try:
            self.request = step()
        except StopIteration as end:
            self.request, self._result = None, end.value


def one(call: Call[M]) -> Flow[M]:
    reply: M = yield call
    return reply


def listen(last_event_id: str | None) -> Flow[None]:
    yield Listen(last_event_id)


def hear() -> Flow[ServerEvent]:
    event: ServerEvent = yield Hear()
    return event


def all_pages(
    page: Callable[[str | None], Call[Page[M]]], most: int | None = None
) -> Flow[list[M]]:
    """Every item, or the first `most`. `page` makes the call for a cursor."""
    items: list[M] = []
    cursor: str | None = None
    while True:
        reply = yield from one(page(cursor))
        items += reply.items
        cursor = reply.next_cursor
        if cursor is None or (most is not None and len(items) >= most):
            return items[:most]


def clients(q: str, status: Status | None) -> Flow[list[Client]]:
    return (yield from all_pages(lambda cursor: calls.clients(q, status, cursor=cursor)))


def log(client_id: str, most: int | None) -> Flow[list[LogEntry]]:
    limit = MOST if most is None else min(most, MOST)
    return (yield from all_pages(lambda cursor: calls.log(client_id, limit, cursor), most))


def models(q: str) -> Flow[list[Model]]:
    return (yield from all_pages(lambda cursor: calls.models(q, cursor=cursor)))


def jobs(
    q: str,
    state: JobState | None,
    client_id: str | None,
    batch_id: UUID | str | None,
    most: int | None,
) -> Flow[list[Job]]:
    limit = MOST if most is None else min(most, MOST)

    def page(cursor: str | None) -> Call[Page[Job]]:
        return calls.jobs(q, state, client_id, batch_id, limit, cursor)

    return (yield from all_pages(page, most))


def create_jobs(
    operation: ModelOperation, targets: Targets, deadline_s: float | None = None
) -> Flow[JobBatch]:
    """A request whose answer got lost is sent again, under the same key: it files once."""
    wish = JobsCreate(
        operation=operation,
        targets=[
            t if isinstance(t, Target) else Target(client_id=t[0], model=t[1]) for t in targets
        ],
        deadline_s=deadline_s,
    )
    return (yield from filed(calls.create_jobs(wish, str(uuid4()))))


def create_batches(
    operation: ModelOperation,
    targets: Targets,
    deadline_s: float | None = None,
    told: OnFiled | None = None,
) -> Flow[list[JobBatch]]:
    every = list(targets)
    batches: list[JobBatch] = []
    for at in range(0, len(every), MOST_TARGETS):
        part = every[at : at + MOST_TARGETS]
        batch = yield from create_jobs(operation, part, deadline_s)
        batches.append(batch)
        if told is not None:
            told(batch)
    return batches


def filed(call: Call[M]) -> Flow[M]:
    """Sent again where its answer got lost: `call` has a key, under which it files once."""
    for _ in range(TRIES - 1):
        try:
            return (yield from one(call))
        except UnreachableError as error:
            if not error.sent:
                raise
        yield Sleep(PAUSE_S)
    return (yield from one(call))
