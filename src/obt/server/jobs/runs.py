"""A benchmark's jobs: one on each machine that takes part (`benchmarks.ports.Runs`)."""

from collections.abc import Sequence
from uuid import UUID

from obt.server.core.errors import NotFoundError
from obt.server.jobs.service import JobService
from obt.server.views.jobs import Job
from obt.wire.operations import Benchmark


class Runs:
    def __init__(self, jobs: JobService) -> None:
        self._jobs = jobs

    async def begin(self, benchmark_id: UUID, batch_id: UUID, client_ids: Sequence[str]) -> None:
        await self._jobs.begin(batch_id, Benchmark(benchmark_id=benchmark_id), client_ids)

    async def cancel(self, batch_id: UUID) -> None:
        if await self.jobs(batch_id):
            await self._jobs.cancel_batch(batch_id)

    async def jobs(self, batch_id: UUID) -> Sequence[Job]:
        try:
            return (await self._jobs.batch(batch_id)).jobs
        except NotFoundError:  # the history was cleared of them
            return []
