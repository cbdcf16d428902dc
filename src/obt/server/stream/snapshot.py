"""The first event of every stream: the whole fleet at one `seq`."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from weakref import ref

from pydantic_core import to_json

from obt.server.events.bus import Packet
from obt.server.registry.installed import Installed
from obt.server.registry.ports import JobDesk
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient
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
    meanwhile. Written client by client, because 200,000 rows at once are 100 MB that a process
    never gives back.
    """
    seq, epoch = registry.bus.seq, registry.bus.epoch
    catalog: dict[str, ModelDetails] = {}
    out = BytesIO()
    out.write(b'{"seq":%d,"type":"snapshot","epoch":%b' % (seq, to_json(epoch)))
    out.write(b',"clients":[')
    _join(out, (to_json(registry.summary(client)) for client in registry))
    out.write(b'],"installed":{')
    _join(out, (_installed(client, catalog) for client in registry))
    out.write(b'},"catalog":%b,"jobs":%b}' % (to_json(catalog), to_json(jobs.recent())))
    return Packet(seq, "snapshot", out.getvalue())


def _installed(client: LiveClient, catalog: dict[str, ModelDetails]) -> bytes:
    """`"desk":[rows]`; what is said of each model once for all goes into `catalog`."""
    models = client.models.values()
    for model in models:
        told = catalog.get(model.digest)
        # an older client tells less of the same digest: that must not hide what another one told
        if told is None or told.attention is None:
            catalog[model.digest] = model.details
    return b"%b:%b" % (to_json(client.client_id), to_json([_row(model) for model in models]))


def _join(out: BytesIO, items: Iterable[bytes]) -> None:
    for number, item in enumerate(items):
        if number:
            out.write(b",")
        out.write(item)


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
