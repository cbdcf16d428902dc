"""What this client knows now, in memory: its Ollama, its machine, and its list of models."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from obt.wire.facts import (
    Beat,
    Hardware,
    InstalledModel,
    LoadedModel,
    ModelDetails,
    OllamaState,
    Telemetry,
)
from obt.wire.frames import OUTPUT_RATE, Fingerprint, ModelsChanged, ModelsSnapshot
from obt.wire.names import spelling

UNTOLD = "told only over a WebSocket, to a server that knows it"


@dataclass
class Node:
    """Written by sync and probes, read by the link."""

    ollama: OllamaState
    hardware: Hardware
    telemetry: Telemetry = field(default_factory=Telemetry)
    loaded: list[LoadedModel] = field(default_factory=list)
    server_takes: frozenset[str] = frozenset()  #: Features, of the server of the link that is up

    def beat(self) -> Beat:
        return Beat(ollama=self.ollama, telemetry=self._telemetry(), loaded=self.loaded)

    def _telemetry(self) -> Telemetry:
        told = self.telemetry
        if told.output_rate is None or OUTPUT_RATE in self.server_takes:
            return told
        absent = {**told.absent, "output_rate": UNTOLD}
        return told.model_copy(update={"output_rate": None, "absent": absent})


@dataclass(frozen=True)
class _List:
    models: dict[str, InstalledModel]
    fingerprint: Fingerprint


class ModelsBook:
    """The list of models, and which list the server has: frames are the difference of the two."""

    def __init__(self) -> None:
        self._now: _List | None = None
        self._told: _List | None = None
        self._greeted: _List | None = None

    @property
    def read(self) -> bool:
        """Ollama's list has been read at least once."""
        return self._now is not None

    def details(self, name: str) -> ModelDetails | None:
        """Of an installed model, however its name is written."""
        models = self._now.models if self._now else {}
        spelled = spelling(name, models)
        return models[spelled].details if spelled else None

    def update(self, models: Iterable[InstalledModel]) -> bool:
        """True where the list changed."""
        by_name = {model.name: model for model in models}
        new = _List(by_name, fingerprint(by_name.values()))
        changed = self._now is None or self._now.fingerprint != new.fingerprint
        if changed:
            self._now = new
        return changed

    def greet(self) -> Fingerprint | None:
        """For the hello."""
        self._greeted = self._now
        return self._now.fingerprint if self._now else None

    def welcomed(self, resync: bool) -> None:
        """The server has the list of the hello, or another one."""
        self._told = None if resync else self._greeted

    def resync(self) -> None:
        """The server wants all of it."""
        self._told = None

    def frame(self) -> ModelsSnapshot | ModelsChanged | None:
        """What makes the server's list equal to ours; none where it is. Counts as told."""
        told, now = self._told, self._now
        if now is None or (told is not None and told.fingerprint == now.fingerprint):
            return None
        self._told = now
        if told is None:
            return ModelsSnapshot(models=list(now.models.values()), fingerprint=now.fingerprint)
        return ModelsChanged(
            base=told.fingerprint,
            fingerprint=now.fingerprint,
            upserted=[m for name, m in now.models.items() if told.models.get(name) != m],
            removed=[name for name in told.models if name not in now.models],
        )

    def snapshot(self) -> ModelsSnapshot | None:
        """All of it; none before the first reading. Counts as told."""
        self._told = None
        frame = self.frame()
        return frame if isinstance(frame, ModelsSnapshot) else None


def fingerprint(models: Iterable[InstalledModel]) -> Fingerprint:
    """The same for equal lists, whatever their order, over restarts of the client."""
    digest = hashlib.blake2b(digest_size=16)
    for model in sorted(models, key=lambda model: model.name):
        digest.update(model.model_dump_json().encode())
    return digest.hexdigest()
