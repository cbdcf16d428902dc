"""What jobs ask of the live fleet."""

from collections.abc import Mapping
from typing import Protocol

from obt.server.core.clock import Clock
from obt.server.registry.installed import Installed
from obt.server.registry.outbox import Outboxes
from obt.server.registry.registry import Registry
from obt.server.views.clients import LinkState, Status
from obt.wire.jobs import JobOrder
from obt.wire.names import spelling


class Fleet(Protocol):
    def known(self, client_id: str) -> bool: ...

    def name(self, client_id: str) -> str:
        """For people."""

    def models(self, client_id: str) -> Mapping[str, Installed] | None:
        """By name; None = never told."""

    def free(self, client_id: str) -> int | None:
        """Bytes free for models, as last heard."""

    def connected(self, client_id: str) -> bool:
        """Whether an order reaches it now."""

    def silent_s(self, client_id: str) -> float:
        """For how long it has not been heard."""

    def order(self, client_id: str, order: JobOrder) -> None:
        """Sent if it is connected; else nothing: orders are made again when it returns."""

    def jobs_changed(self, client_id: str) -> None:
        """Its number of open jobs is another one."""

    def checked(self, client_id: str, model: str, behind: str | None) -> None:
        """A model was compared with its registry. `behind`: the digest that has a newer version."""


class RegistryFleet:
    def __init__(self, registry: Registry, outboxes: Outboxes, clock: Clock) -> None:
        self._registry = registry
        self._outboxes = outboxes
        self._clock = clock

    def known(self, client_id: str) -> bool:
        return self._registry.find(client_id) is not None

    def name(self, client_id: str) -> str:
        client = self._registry.find(client_id)
        return client.record.name if client else client_id

    def models(self, client_id: str) -> Mapping[str, Installed] | None:
        client = self._registry.find(client_id)
        return client.models if client and client.fingerprint is not None else None

    def free(self, client_id: str) -> int | None:
        client = self._registry.find(client_id)
        return client.telemetry.disk_free if client and client.telemetry else None

    def connected(self, client_id: str) -> bool:
        client = self._registry.find(client_id)
        return (
            client is not None
            and client.hearing.link is not LinkState.NONE
            and self._registry.standing(client_id).status is not Status.OFFLINE
            and self._outboxes.get(client_id) is not None
        )

    def silent_s(self, client_id: str) -> float:
        client = self._registry.find(client_id)
        return self._clock.monotonic() - client.hearing.heard_at if client else 0.0

    def order(self, client_id: str, order: JobOrder) -> None:
        self._outboxes.put(client_id, order)

    def jobs_changed(self, client_id: str) -> None:
        self._registry.jobs_changed(client_id)

    def checked(self, client_id: str, model: str, behind: str | None) -> None:
        if name := spelling(model, self.models(client_id) or ()):
            self._registry.checked(client_id, name, behind)
