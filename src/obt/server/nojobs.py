"""Temporary: until the jobs slice lands."""

from collections.abc import Sequence

from obt.server.views.jobs import Job
from obt.wire.jobs import JobRef, JobReport


class NoJobs:
    async def linked(
        self, client_id: str, kinds: Sequence[str], jobs: Sequence[JobRef]
    ) -> None: ...
    async def report(self, client_id: str, report: JobReport) -> None: ...
    async def forgotten(self, client_id: str) -> None: ...
    def open_jobs(self, client_id: str) -> int:
        return 0

    def recent(self) -> list[Job]:
        return []
