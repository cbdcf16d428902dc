"""The slice, put together: told of every change by the registry, written in batches."""

import math
from collections.abc import Iterator, Sequence
from datetime import timedelta

import obt
from obt.server.core.clock import Clock
from obt.server.db.engine import Database
from obt.server.history import chart
from obt.server.history.changes import Entry, entries
from obt.server.history.lately import lately
from obt.server.history.log import Log
from obt.server.history.recent import KEPT_S, Recent
from obt.server.history.repository import HistoryRepository, Minute
from obt.server.history.schemas import ClientHistory, Lately
from obt.server.history.values import Sum, Sums
from obt.server.registry.liveness import Standing
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient
from obt.server.views.jobs import Job

CLIENTS_AT_ONCE = 200  # in one transaction: some 10 ms, so that a beat never waits for long
PRUNE_S = 3600.0
SILENCE = 0.75  # of the timeout: longer between two beats is a gap, however slowly a client beats


class History:
    """See `registry.ports.Witness`. `log` is what happened, the rest is telemetry."""

    def __init__(self, db: Database, registry: Registry, clock: Clock, days: float) -> None:
        self._db = db
        self._registry = registry
        self._clock = clock
        self._days = days
        self._recent: dict[str, Recent] = {}
        self._prune_at = clock.monotonic()
        self.log = Log(db, clock, lambda client_id: registry.find(client_id) is not None)

    # told

    def changed(
        self, before: LiveClient | None, was: Standing, after: LiveClient, now: Standing
    ) -> None:
        at = self._clock.now()
        self.log.add(entries(before, was, after, now, at))
        telemetry = after.telemetry
        # every beat brings a telemetry of its own, even where nothing in it changed
        if before is not None and telemetry is not None and telemetry is not before.telemetry:
            recent = self._recent.get(after.client_id)
            if recent is None:
                recent = self._recent[after.client_id] = Recent()
            recent.add(at.timestamp(), telemetry)

    def forgotten(self, client_id: str) -> None:
        self._recent.pop(client_id, None)

    def job_ended(self, job: Job) -> None:
        detail = f"{job.kind} {job.state}"
        if job.error is not None:
            detail += f": {job.error.message}"
        entry = Entry(
            at=job.finished_at or self._clock.now(),
            kind="job.ended",
            client_id=job.client_id,
            model=job.model,
            detail=detail,
            job_id=job.job_id,
        )
        self.log.add([entry])

    def started(self) -> None:
        version = obt.__version__
        self.log.add([Entry(self._clock.now(), "server.started", None, detail=version)])

    # asked

    async def chart(self, window: chart.Window) -> ClientHistory:
        """Single beats where they are still in memory and not too many; else sums."""
        recent = self._recent.get(window.client_id) or Recent()
        gap_s = SILENCE * self._registry.rules.timeout_s
        start, end = window.start, math.nextafter(window.end, math.inf)  # the end belongs to it
        here_from = recent.times[0] if recent.times else end
        step = window.step(least=chart.MINUTE)
        older: dict[int, Sums] = {}
        if start < here_from:
            minutes = (int(start // 60), int(here_from // 60), int(step // 60))
            async with self._db.reading() as session:
                older = await HistoryRepository(session).buckets(window.client_id, *minutes)
        if older:
            for minute, sums in recent.sums(start, end, chart.MINUTE):
                bucket = int(minute * chart.MINUTE // step)
                _add_means(older.setdefault(bucket, {}), sums)
            return chart.of_buckets(window, older, step, gap_s)
        times, columns = recent.beats(start, end)
        if len(times) <= window.points:
            return chart.of_beats(window, times, columns, gap_s)
        step = window.step(least=0)
        return chart.of_buckets(window, dict(recent.sums(start, end, step)), step, gap_s)

    async def lately(self) -> Lately:
        return await lately(self._recent, self._clock.now())

    # in time

    async def flush(self) -> None:
        """Writes the minutes that are over since the last flush; now and then what is too old
        goes."""
        await self._keep(int(self._clock.now().timestamp() // 60))
        if self._clock.monotonic() >= self._prune_at:
            self._prune_at = self._clock.monotonic() + PRUNE_S
            await self._prune()

    async def close(self) -> None:
        """At the stop: also the minute that is not over."""
        await self._keep(int(self._clock.now().timestamp() // 60) + 1)
        await self.log.flush()

    async def _keep(self, until: int) -> None:
        if self._days == 0:
            return
        waiting = [i for i, recent in self._recent.items() if recent.kept_until < until]
        for part in _parts(waiting):
            async with self._db.unit() as session:
                there = [
                    (i, recent)
                    for i in part
                    # forgotten meanwhile, perhaps registered anew
                    if self._registry.find(i) is not None
                    and (recent := self._recent.get(i)) is not None
                ]
                minutes = [
                    Minute(client_id, minute, sums)
                    for client_id, recent in there
                    for minute, sums in recent.sums(recent.kept_until * 60.0, until * 60.0, 60.0)
                ]
                await HistoryRepository(session).keep(minutes)
            for _, recent in there:
                recent.kept_until = until

    async def _prune(self) -> None:
        before = self._clock.now() - timedelta(days=self._days)
        for part in _parts([client.client_id for client in self._registry]):
            async with self._db.unit() as session:
                minute = int(before.timestamp() // 60)
                await HistoryRepository(session).prune_minutes(part, minute)
        await self.log.prune()
        past = self._clock.now().timestamp() - KEPT_S
        for client_id in [i for i, it in self._recent.items() if it.times and it.times[-1] < past]:
            del self._recent[client_id]  # silent for an hour: what it said is in the database


def _add_means(into: Sums, sums: Sums) -> None:
    """Every minute counts the same, however many beats it had."""
    for key, it in sums.items():
        into.setdefault(key, Sum()).add(it.mean, 1, it.highest)


def _parts(client_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(client_ids), CLIENTS_AT_ONCE):
        yield client_ids[start : start + CLIENTS_AT_ONCE]
