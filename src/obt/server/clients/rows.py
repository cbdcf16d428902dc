"""Between the table's rows and what the rest of the server knows a client by."""

from obt.server.clients.tables import ClientRow
from obt.server.registry.state import Record
from obt.wire.facts import Hardware
from obt.wire.rest import Registration


def take_over(row: ClientRow, told: Registration) -> None:
    """What a client says at every registration; a person's rename and labels win."""
    row.hostname = told.hostname
    row.platform = told.platform
    row.client_version = told.client_version
    row.hardware = told.hardware.model_dump(mode="json")
    row.ollama = told.ollama.model_dump(mode="json")
    if not row.named_here and told.name:
        row.name = told.name
    if not row.labelled_here:
        row.labels = list(dict.fromkeys(told.labels))


def record(row: ClientRow) -> Record:
    return Record(
        client_id=row.client_id,
        name=row.name,
        hostname=row.hostname,
        platform=row.platform,
        client_version=row.client_version,
        labels=tuple(row.labels),
        registered_at=row.registered_at,
        hardware=Hardware.model_validate(row.hardware),
    )
