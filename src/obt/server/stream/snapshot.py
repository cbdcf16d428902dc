"""The first event of every stream: the whole fleet at one `seq`."""

from typing import Any
from weakref import ref

from pydantic_core import to_json

from obt.server.events.bus import Packet
from obt.server.registry.installed import Installed
from obt.server.registry.ports import JobDesk
from obt.server.registry.registry import Registry
from obt.wire.facts import ModelDetails


def _row(model: Installed) -> dict[str, Any]:
    return {
        "name": model.name,
        "digest": model.digest,
        "size": model.size,
        "modified_at": model.modified_at,
        "remote_host": model.remote_host,
    }


def take(registry: Registry, jobs: JobDesk) -> Packet:
    """An `obt.server.events.schemas.Snapshot`, written without making one.

    With 20,000 installed models it takes 45 ms, through the model 210 ms: nothing else goes on
    meanwhile.
    """
    catalog: dict[str, ModelDetails] = {}
    installed: dict[str, list[dict[str, Any]]] = {}
    for client in registry:
        installed[client.client_id] = [_row(model) for model in client.models.values()]
        catalog.update((model.digest, model.details) for model in client.models.values())
    snapshot = {
        "seq": registry.bus.seq,
        "type": "snapshot",
        "epoch": registry.bus.epoch,
        "clients": [registry.summary(client) for client in registry],
        "catalog": catalog,
        "installed": installed,
        "jobs": jobs.recent(),
    }
    return Packet(registry.bus.seq, "snapshot", to_json(snapshot).decode())


class Snapshots:
    """Dashboards that connect together share one, for as long as it is being sent."""

    def __init__(self, registry: Registry, jobs: JobDesk) -> None:
        self._registry = registry
        self._jobs = jobs
        self._last: ref[Packet] | None = None

    def packet(self) -> Packet:
        last = self._last() if self._last else None
        if last is None or last.seq != self._registry.bus.seq:
            last = take(self._registry, self._jobs)
            self._last = ref(last)
        return last
