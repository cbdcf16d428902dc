"""Waiting for a batch to end: the event stream where it flows, else asking again and again."""

from collections.abc import Callable
from uuid import UUID

from pydantic import ValidationError

from obt.sdk import calls
from obt.sdk.errors import BadReplyError, ServerError, UnreachableError
from obt.sdk.flows import Flow, Sleep, hear, listen, one
from obt.sdk.models import Job, JobBatch, Reply
from obt.sdk.sse import ServerEvent
from obt.wire.jobs import Progress

OnProgress = Callable[[Job], object]
"""Called with each job of the batch, at first and whenever it has changed."""
POLL_S = 1.0
LONGEST_POLL_S = 10.0  #: Between two questions to a server that does not answer
PASSING = (
    UnreachableError,
    BadReplyError,
    ServerError,
)  #: A server that restarts, a proxy before it
PATIENCE = 2  #: Streams that break before they tell anything, until no other is tried


class _Changed(Reply):
    job: Job


class _Progressed(Reply):
    job_id: UUID
    progress: Progress


class Watch:
    """A batch as last heard of. Events may come late or twice: the last one tells the state."""

    def __init__(self, batch_id: UUID, told: OnProgress | None) -> None:
        self.batch_id = batch_id
        self._jobs: dict[UUID, Job] = {}
        self._told = told

    @property
    def batch(self) -> JobBatch:
        return JobBatch(batch_id=self.batch_id, jobs=list(self._jobs.values()))

    @property
    def ended(self) -> bool:
        return all(job.ended for job in self._jobs.values())

    def whole(self, batch: JobBatch) -> None:
        for job in batch.jobs:
            self._put(job)

    def event(self, event: ServerEvent) -> None:
        """Raises ValidationError."""
        if event.type == "job.changed":
            changed = _Changed.model_validate_json(event.data).job
            if changed.batch_id == self.batch_id:
                self._put(changed)
        elif event.type == "job.progress":
            news = _Progressed.model_validate_json(event.data)
            if job := self._jobs.get(news.job_id):
                self._put(job.model_copy(update={"progress": news.progress}))

    def _put(self, job: Job) -> None:
        if self._jobs.get(job.job_id) != job:
            self._jobs[job.job_id] = job
            if self._told is not None:
                self._told(job)


def wait(batch: JobBatch | UUID | str, told: OnProgress | None = None) -> Flow[JobBatch]:
    """Goes on through restarts of the server. Raises ProblemError."""
    batch_id = batch.batch_id if isinstance(batch, JobBatch) else UUID(str(batch))
    watch = Watch(batch_id, told)
    watch.whole((yield from one(calls.batch(batch_id))))
    last_id: str | None = None
    broken = 0
    while not watch.ended and broken < PATIENCE:
        before = last_id
        try:
            yield from listen(last_id)
            while not watch.ended:
                event = yield from hear()
                last_id = event.id or last_id
                # a snapshot comes first, and where something was missed: then the batch itself is
                # asked for, which is much less than the whole fleet
                if event.type == "snapshot":
                    watch.whole((yield from one(calls.batch(batch_id))))
                watch.event(event)
        except (*PASSING, ValidationError):
            broken = broken + 1 if last_id == before else 0
            yield from _poll(watch)
    while not watch.ended:
        yield from _poll(watch)
    return watch.batch


def _poll(watch: Watch) -> Flow[None]:
    """Until the server has answered once."""
    pause = POLL_S
    while True:
        yield Sleep(pause)
        try:
            watch.whole((yield from one(calls.batch(watch.batch_id))))
        except PASSING:
            pause = min(2 * pause, LONGEST_POLL_S)
        else:
            return
