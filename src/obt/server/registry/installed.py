"""An installed model as it is kept in memory: 10,000 machines with the same models share them."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from obt.server.registry.sharing import shared
from obt.wire.facts import InstalledModel, ModelDetails


@dataclass(frozen=True, slots=True)
class Installed:
    """What `obt.wire.facts.InstalledModel` says, in about 200 bytes instead of 2,600."""

    name: str
    digest: str
    size: int
    modified_at: datetime
    details: ModelDetails
    remote_model: str | None
    remote_host: str | None

    @classmethod
    def of(cls, told: InstalledModel) -> Self:
        return cls(
            name=sys.intern(told.name),
            digest=sys.intern(told.digest),
            size=told.size,
            modified_at=told.modified_at.astimezone(UTC),
            details=shared(told.details),
            remote_model=told.remote_model,
            remote_host=told.remote_host,
        )
