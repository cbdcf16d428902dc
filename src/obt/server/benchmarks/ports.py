"""What benchmarks ask of other slices; wired in the app."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from obt.measure.workloads import Workload
from obt.server.views.jobs import Job


class Workloads(Protocol):
    async def current(self, ids: Sequence[str]) -> Mapping[str, Workload]:
        """Newest versions by id; an id that is not known is left out."""


class Runs(Protocol):
    """A benchmark's jobs: one for each machine that takes part."""

    async def begin(self, benchmark_id: UUID, batch_id: UUID, client_ids: Sequence[str]) -> None:
        """File them, as that batch."""

    async def cancel(self, batch_id: UUID) -> None:
        """All of it that is not ended."""

    async def jobs(self, batch_id: UUID) -> Sequence[Job]:
        """Empty, where the history of jobs has been cleared of it."""
