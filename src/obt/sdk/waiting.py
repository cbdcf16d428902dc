"""Following what goes on: batches by the event stream where it flows, else by asking again and
again, as logs are.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from pydantic import ValidationError

from obt.sdk import calls
from obt.sdk.errors import BadReplyError, ObtError, ServerError, UnreachableError
from obt.sdk.flows import Flow, Sleep, hear, listen, one
from obt.sdk.models import Job, JobBatch, LogEntry, Reply
from obt.sdk.sse import ServerEvent
from obt.wire.jobs import Progress

OnProgress = Callable[[Job], object]
"""Called with each job of the batches, at first and whenever it has changed."""
OnContact = Callable[[ObtError | None], object]
"""Called with what is wrong when the server stops answering, and with None when it is back."""
OnEntry = Callable[[LogEntry], object]
"""Called with each entry of a log, the oldest first."""
POLL_S = 1.0
LOG_POLL_S = 2.0
LOG_PAGE = 100
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


class Contact:
    """Tells once when the server stops answering, and once when it is back."""

    def __init__(self, told: OnContact | None) -> None:
        self._told = told
        self._lost = False

    def lost(self, error: ObtError) -> None:
        if not self._lost and self._told is not None:
            self._told(error)
        self._lost = True

    def back(self) -> None:
        if self._lost and self._told is not None:
            self._told(None)
        self._lost = False


class Watch:
    """Batches as last heard of. Events may come late or twice: the last one tells the state."""

    def __init__(self, batch_ids: Sequence[UUID], told: OnProgress | None) -> None:
        self._jobs: dict[UUID, dict[UUID, Job]] = {batch_id: {} for batch_id in batch_ids}
        self._told = told

    @property
    def batches(self) -> list[JobBatch]:
        return [
            JobBatch(batch_id=batch_id, jobs=list(jobs.values()))
            for batch_id, jobs in self._jobs.items()
        ]

    @property
    def ended(self) -> bool:
        return all(job.ended for jobs in self._jobs.values() for job in jobs.values())

    def ask(self) -> Flow[None]:
        """Each of them as it stands: all of them at first, then those that have not ended."""
        for batch_id, jobs in self._jobs.items():
            if not jobs or any(not job.ended for job in jobs.values()):
                batch = yield from one(calls.batch(batch_id))
                for job in batch.jobs:
                    self._put(job)

    def event(self, event: ServerEvent) -> None:
        """Raises ValidationError."""
        if event.type == "job.changed":
            changed = _Changed.model_validate_json(event.data).job
            if changed.batch_id in self._jobs:
                self._put(changed)
        elif event.type == "job.progress":
            news = _Progressed.model_validate_json(event.data)
            for jobs in self._jobs.values():
                if job := jobs.get(news.job_id):
                    self._put(job.model_copy(update={"progress": news.progress}))

    def _put(self, job: Job) -> None:
        jobs = self._jobs[job.batch_id]
        if jobs.get(job.job_id) != job:
            jobs[job.job_id] = job
            if self._told is not None:
                self._told(job)


def wait_all(
    batches: Sequence[JobBatch | UUID | str],
    told: OnProgress | None = None,
    on_contact: OnContact | None = None,
) -> Flow[list[JobBatch]]:
    """Goes on through restarts of the server. Raises ProblemError."""
    ids = [it.batch_id if isinstance(it, JobBatch) else UUID(str(it)) for it in batches]
    watch, contact = Watch(ids, told), Contact(on_contact)
    yield from watch.ask()
    last_id: str | None = None
    broken = 0
    while not watch.ended and broken < PATIENCE:
        before = last_id
        try:
            yield from listen(last_id)
            while not watch.ended:
                event = yield from hear()
                last_id = event.id or last_id
                # a snapshot comes first, and where something was missed: then the batches
                # themselves are asked for, which is much less than the whole fleet
                if event.type == "snapshot":
                    yield from watch.ask()
                watch.event(event)
        except (*PASSING, ValidationError):
            broken = broken + 1 if last_id == before else 0
            yield from _poll(watch, contact)
    while not watch.ended:
        yield from _poll(watch, contact)
    return watch.batches


def _poll(watch: Watch, contact: Contact) -> Flow[None]:
    """Until the server has answered once."""
    pause = POLL_S
    while True:
        yield Sleep(pause)
        try:
            yield from watch.ask()
        except PASSING as error:
            contact.lost(error)
            pause = min(2 * pause, LONGEST_POLL_S)
        else:
            contact.back()
            return


def follow_log(
    client_id: str, after: int, told: OnEntry, on_contact: OnContact | None = None
) -> Flow[None]:
    """What happens to a client after the entry with the id `after`, until somebody ends it. Raises
    ProblemError."""
    contact = Contact(on_contact)
    pause = LOG_POLL_S
    while True:
        yield Sleep(pause)
        try:
            newer = yield from _newer(client_id, after)
        except PASSING as error:
            contact.lost(error)
            pause = min(2 * pause, LONGEST_POLL_S)
            continue
        contact.back()
        pause = LOG_POLL_S
        for entry in reversed(newer):
            told(entry)
            after = entry.id


def _newer(client_id: str, after: int) -> Flow[list[LogEntry]]:
    """Newest first."""
    found: list[LogEntry] = []
    cursor: str | None = None
    while True:
        page = yield from one(calls.log(client_id, LOG_PAGE, cursor))
        found += [entry for entry in page.items if entry.id > after]
        cursor = page.next_cursor
        if cursor is None or page.items[-1].id <= after:
            return found
