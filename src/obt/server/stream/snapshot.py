"""The first event of every stream: the whole fleet at one `seq`."""

from obt.server.events.bus import Packet
from obt.server.events.schemas import InstalledRow, Snapshot
from obt.server.registry.installed import Installed
from obt.server.registry.ports import JobDesk
from obt.server.registry.registry import Registry
from obt.wire.facts import ModelDetails


def _row(model: Installed) -> InstalledRow:
    return InstalledRow(
        name=model.name,
        digest=model.digest,
        size=model.size,
        modified_at=model.modified_at,
        remote_host=model.remote_host,
    )


def take(registry: Registry, jobs: JobDesk) -> Snapshot:
    catalog: dict[str, ModelDetails] = {}
    installed: dict[str, list[InstalledRow]] = {}
    clients = list(registry)
    for client in clients:
        installed[client.client_id] = [_row(model) for model in client.models.values()]
        catalog.update((model.digest, model.details) for model in client.models.values())
    return Snapshot(
        seq=registry.bus.seq,
        epoch=registry.bus.epoch,
        clients=[registry.summary(client) for client in clients],
        catalog=catalog,
        installed=installed,
        jobs=jobs.recent(),
    )


class Snapshots:
    """Taken at most once for each `seq`: dashboards that reconnect together share one."""

    def __init__(self, registry: Registry, jobs: JobDesk) -> None:
        self._registry = registry
        self._jobs = jobs
        self._last: Packet | None = None

    def packet(self) -> Packet:
        seq = self._registry.bus.seq
        if self._last is None or self._last.seq != seq:
            snapshot = take(self._registry, self._jobs)
            self._last = Packet(seq, snapshot.type, snapshot.model_dump_json())
        return self._last
