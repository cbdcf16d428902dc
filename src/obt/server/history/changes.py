"""What happened between two states of one client: pure, asked with every beat."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from obt.server.registry.liveness import Standing
from obt.server.registry.state import LiveClient

Kind = Literal[
    "client.registered",
    "client.online",
    "client.late",
    "client.offline",
    "client.version",
    "ollama.unreachable",
    "ollama.reachable",
    "ollama.version",
    "models.found",
    "model.installed",
    "model.changed",
    "model.removed",
    "model.loaded",
    "model.unloaded",
    "job.ended",
    "server.started",
]
NAMED_AT_ONCE = 20
"""Models of one change that get an entry each; of more there is one entry with their number."""


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    kind: Kind
    client_id: str | None  #: None: of the server
    model: str | None = None
    detail: str | None = None
    job_id: UUID | None = None


def entries(
    before: LiveClient | None, was: Standing, after: LiveClient, now: Standing, at: datetime
) -> Iterator[Entry]:
    client_id = after.client_id
    if before is None:
        yield Entry(at, "client.registered", client_id, detail=after.record.client_version)
        return
    if was.status is not now.status:
        yield Entry(at, _STATUS[now.status.value], client_id, detail=now.reason)
    if (old := before.record.client_version) != (new := after.record.client_version):
        yield Entry(at, "client.version", client_id, detail=f"{old} → {new}")
    if before.ollama != after.ollama:
        yield from _ollama(before, after, at)
    if before.models is not after.models:
        yield from _models(before, after, at)
    # what it had loaded is not known before its first beat, nor while its Ollama does not answer
    if before.telemetry is not None and before.loaded != after.loaded and after.ollama.reachable:
        held = {model.name for model in before.loaded}
        holds = {model.name for model in after.loaded}
        yield from _each(at, "model.unloaded", client_id, held - holds)
        yield from _each(at, "model.loaded", client_id, holds - held)


_STATUS: dict[str, Kind] = {
    "online": "client.online",
    "late": "client.late",
    "offline": "client.offline",
}


def _ollama(before: LiveClient, after: LiveClient, at: datetime) -> Iterator[Entry]:
    old, new = before.ollama, after.ollama
    if old.reachable and not new.reachable:
        yield Entry(at, "ollama.unreachable", after.client_id, detail=new.error)
    elif new.reachable and not old.reachable:
        yield Entry(at, "ollama.reachable", after.client_id, detail=new.version)
    if old.version and new.version and old.version != new.version:
        changed = f"{old.version} → {new.version}"
        yield Entry(at, "ollama.version", after.client_id, detail=changed)


def _models(before: LiveClient, after: LiveClient, at: datetime) -> Iterator[Entry]:
    client_id = after.client_id
    if before.fingerprint is None:
        if after.models:
            yield Entry(at, "models.found", client_id, detail=_models_word(len(after.models)))
        return
    old, new = before.models, after.models
    changed = (n for n, m in new.items() if n in old and old[n].digest != m.digest)
    yield from _each(at, "model.removed", client_id, old.keys() - new.keys())
    yield from _each(at, "model.installed", client_id, new.keys() - old.keys())
    yield from _each(at, "model.changed", client_id, changed)


def _each(at: datetime, kind: Kind, client_id: str, models: Iterable[str]) -> Iterator[Entry]:
    names = sorted(models)
    if len(names) > NAMED_AT_ONCE:
        yield Entry(at, kind, client_id, detail=_models_word(len(names)))
        return
    for name in names:
        yield Entry(at, kind, client_id, model=name)


def _models_word(n: int) -> str:
    return "1 model" if n == 1 else f"{n} models"
