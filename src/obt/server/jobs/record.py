"""A job as this server holds it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from obt.server.jobs.lifecycle import Life
from obt.wire.names import BadNameError, parse_name
from obt.wire.operations import Copy, Create, Kind, Operation


@dataclass(frozen=True, slots=True)
class Record:
    """Durable: a row of the table."""

    number: int  #: Rises by one with each job filed: their order
    job_id: UUID
    batch_id: UUID
    client_id: str
    model: str | None
    operation: Operation
    created_at: datetime
    deadline_at: datetime | None
    life: Life

    @property
    def kind(self) -> Kind:
        return self.operation.kind

    def living(self, life: Life) -> "Record":
        return replace(self, life=life)

    @property
    def touches(self) -> frozenset[str]:
        """The models it reads or changes on its client, however they are spelt."""
        names = [self.model]
        if isinstance(self.operation, Copy):
            names.append(self.operation.destination)
        elif isinstance(self.operation, Create):
            names.append(self.operation.from_model)
        return frozenset(_key(name) for name in names if name)


def _key(name: str) -> str:
    try:
        return parse_name(name).key
    except BadNameError:
        return name
