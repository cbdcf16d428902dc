"""What the rooms below the slices ask of them, since they may not import them."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from obt.server.registry.liveness import Standing
from obt.server.registry.state import LiveClient
from obt.server.views.jobs import Job
from obt.wire.frames import ModelsChanged, ModelsSnapshot
from obt.wire.jobs import JobAccepted, JobFinished, JobProgress, JobRef
from obt.wire.playground import PlaygroundChunk, PlaygroundEnd
from obt.wire.transfer import TransferOpened


class JobDesk(Protocol):
    async def linked(self, client_id: str, kinds: Sequence[str], jobs: Sequence[JobRef]) -> None:
        """A client is connected and tells which jobs it knows: agree again."""

    async def report(
        self, client_id: str, report: JobAccepted | JobProgress | JobFinished
    ) -> None: ...

    async def forgotten(self, client_id: str) -> None:
        """Its open jobs end as `lost`."""

    def open_jobs(self, client_id: str) -> int:
        """How many are queued or running there."""

    def recent(self) -> list[Job]:
        """For a snapshot: queued, running, or ended in the last hour."""

    def transfer(self, client_id: str, job_id: UUID) -> tuple[str, str] | None:
        """(source client, model) of a transfer that runs on that client; else None."""

    def measuring(self, client_id: str) -> bool:
        """Whether a benchmark runs there: what else is asked of that machine would disturb it."""


class TransferDesk(Protocol):
    def opened(self, client_id: str, told: TransferOpened) -> None:
        """A source answers that a model may be read there, or why not."""


class PlaygroundDesk(Protocol):
    def linked(self, client_id: str, features: Sequence[str]) -> None:
        """It has a new link; whatever went on over the one before is over."""

    def told(self, client_id: str, told: PlaygroundChunk | PlaygroundEnd) -> None: ...

    def unlinked(self, client_id: str) -> None: ...


class Witness(Protocol):
    """Told of every change of the live fleet, once it happened. Must not wait: beats pass here."""

    def changed(
        self, before: LiveClient | None, was: Standing, after: LiveClient, now: Standing
    ) -> None:
        """`before` is None for a client that is new here."""

    def forgotten(self, client_id: str) -> None: ...


class Keys(Protocol):
    def authentic(self, client_id: str, token: str | None) -> bool:
        """Whether this is that client's own token."""


class ModelsDesk(Protocol):
    async def models(self, client_id: str, told: ModelsSnapshot | ModelsChanged) -> bool:
        """Commits a client's models. False: it must send all of them."""
