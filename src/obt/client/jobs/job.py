"""What a handler is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import JsonValue

from obt.client.beside import Beside, nothing
from obt.client.identity import Identity
from obt.client.jobs.calls import Calls
from obt.client.output import Generated, uncounted
from obt.client.probes.reading import Missing, line
from obt.client.transfer.transfers import Transfers
from obt.measure.validity import FOREIGN_CPU_MAX
from obt.wire.jobs import Progress
from obt.wire.operations import Operation

Op = TypeVar("Op", bound=Operation, covariant=True)


@dataclass(frozen=True)
class Home:
    """This client's own folder, and who it is at its server."""

    folder: Path
    server_url: str
    identity: Callable[[], Identity | None]  #: As of now; None before it is registered
    foreign_cpu: float = FOREIGN_CPU_MAX  #: Share of all cores that a benchmark lets others use
    generated: Generated = uncounted
    beside: Beside = nothing  #: What a benchmark is not alone with


@dataclass(frozen=True)
class Job(Generic[Op]):
    """One attempt. `model` is never empty where the operation has one."""

    job_id: UUID
    model: str
    operation: Op
    again: bool  #: It may have been done in part, or wholly, before
    calls: Calls
    folder: Callable[[], Path | Missing]  #: Ollama's models folder, as far as it is known
    transfers: Transfers
    home: Home
    tell: Callable[[Progress], None]

    def say(self, status: str) -> None:
        """Progress that has no numbers."""
        self.tell(Progress(status=line(status)))


Handler = Callable[[Job[Any]], Awaitable[JsonValue]]
"""Returns the job's result. Raises JobFailedError."""
