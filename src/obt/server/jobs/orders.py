"""What is said to clients about jobs, and what each client can do."""

from collections.abc import Iterable

from obt.server.core.clock import Clock
from obt.server.jobs import lifecycle, words
from obt.server.jobs.book import Live
from obt.server.jobs.fleet import Fleet
from obt.server.jobs.record import Record
from obt.wire.jobs import JobAssigned, JobCancel, JobOrder, JobReport, JobSettled


class Orders:
    def __init__(self, fleet: Fleet, clock: Clock) -> None:
        self._fleet = fleet
        self._clock = clock
        self._kinds: dict[str, frozenset[str]] = {}

    def send(self, live: Live) -> None:
        """What this running job's client has to do now. Of a committed job only."""
        record, attempt = live.record, live.record.life.attempts
        order: JobOrder
        if record.life.cancelling:
            order = JobCancel(job_id=record.job_id, attempt=attempt)
        else:
            order = JobAssigned(
                job_id=record.job_id,
                attempt=attempt,
                operation=record.operation,
                model=record.model,
            )
        live.ordered_at = self._clock.monotonic()
        self._fleet.order(record.client_id, order)

    def settle(self, client_id: str, told: JobReport) -> None:
        settled = JobSettled(job_id=told.job_id, attempt=told.attempt)
        self._fleet.order(client_id, settled)

    def stop(self, client_id: str, about: JobCancel) -> None:
        """It works on what has ended here, or was never known: its answer will be settled."""
        self._fleet.order(client_id, about)

    def learn(self, client_id: str, kinds: Iterable[str]) -> None:
        self._kinds[client_id] = frozenset(kinds)

    def forget(self, client_id: str) -> None:
        self._kinds.pop(client_id, None)

    def unless_too_old(self, record: Record) -> Record:
        """The record, or failed where its client told that it cannot do this."""
        kinds = self._kinds.get(record.client_id)
        if kinds is None or record.kind in kinds or not record.life.open:
            return record
        error = words.client_too_old(self._fleet.name(record.client_id), record.kind)
        return record.living(lifecycle.refuse(record.life, self._clock.now(), error))
