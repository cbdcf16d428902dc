"""A sink that ends at OBT's server: on disk first, then told until answered.

Nothing is sent while a sample is taken: what could be sent goes between two of them.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import structlog

from obt.client.benchmarks.api import BenchmarkApi, ServerAwayError
from obt.client.benchmarks.spool import MAX_TRIALS, Spool
from obt.client.benchmarks.subject import Say
from obt.client.clock import Clock
from obt.client.jobs.failure import failed
from obt.client.link.backoff import Backoff
from obt.measure.sample import Sample, Trial
from obt.wire.benchmarks import BenchmarkReport, BenchmarkStanding, Machine

log = structlog.get_logger("obt.client.benchmarks")

AGAIN_S = 15.0
"""Between two tries while it measures: each may cost the timeout of a connection."""


class Delivery:
    """See `sink.Sink`. Raises JobFailedError where the benchmark is gone, or the disk fails."""

    def __init__(self, api: BenchmarkApi, spool: Spool, benchmark_id: UUID, clock: Clock) -> None:
        self._api = api
        self._spool = spool
        self._id = benchmark_id
        self._clock = clock
        self._not_before = float("-inf")

    async def machine(self, machine: Machine) -> None:
        await self._put(BenchmarkReport(machine=machine))

    async def trials(self, trials: Sequence[Trial]) -> None:
        for start in range(0, len(trials), MAX_TRIALS):
            await self._put(BenchmarkReport(trials=list(trials[start : start + MAX_TRIALS])))

    async def sample(self, sample: Sample) -> None:
        await self._put(BenchmarkReport(samples=[sample]))

    async def send(self) -> None:
        """All that waits. Raises ServerAwayError too."""
        while (batch := await asyncio.to_thread(self._spool.batch)) is not None:
            await self._api.report(self._id, batch.report)
            await asyncio.to_thread(self._spool.answered, batch)

    async def flush(self, say: Say) -> None:
        """Returns when the server has everything, however long that takes."""
        backoff = Backoff(self._clock)
        while True:
            try:
                return await self.send()
            except ServerAwayError as error:
                await self._wait(backoff, error, say)

    async def standing(self, say: Say) -> BenchmarkStanding:
        """However long that takes."""
        backoff = Backoff(self._clock)
        while True:
            try:
                return await self._api.standing(self._id)
            except ServerAwayError as error:
                await self._wait(backoff, error, say)

    async def _wait(self, backoff: Backoff, error: ServerAwayError, say: Say) -> None:
        say(f"waiting for OBT's server: {error}")
        await self._clock.sleep(backoff.next())

    async def _put(self, report: BenchmarkReport) -> None:
        try:
            await asyncio.to_thread(self._spool.append, report)
        except OSError as error:
            why = f"What is measured cannot be kept: {error.strerror or error}"
            raise failed("disk", why, retryable=True) from error
        if self._clock.now() < self._not_before:
            return
        try:
            await self.send()
        except ServerAwayError as error:
            log.info("samples wait for the server", why=str(error))
            self._not_before = self._clock.now() + AGAIN_S
