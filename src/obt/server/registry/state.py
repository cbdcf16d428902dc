"""What is known of one client now, and the pure transitions that change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from obt.server.registry.installed import Installed
from obt.server.registry.liveness import Hearing
from obt.server.registry.sharing import shared
from obt.server.views.clients import LinkState
from obt.wire.facts import Beat, Hardware, InstalledModel, LoadedModel, OllamaState, Telemetry
from obt.wire.frames import Goodbye, HardwareChanged, ModelsChanged, ModelsSnapshot


@dataclass(frozen=True, slots=True)
class Record:
    """What registration and people say of a client: durable."""

    client_id: str
    name: str
    hostname: str
    platform: str
    client_version: str
    labels: tuple[str, ...]
    registered_at: datetime
    hardware: Hardware


@dataclass(frozen=True, slots=True)
class LiveClient:
    record: Record
    hearing: Hearing
    ollama: OllamaState
    last_seen: datetime | None = None
    telemetry: Telemetry | None = None
    loaded: tuple[LoadedModel, ...] = ()
    models: Mapping[str, Installed] = field(default_factory=dict)
    fingerprint: str | None = None  #: Of `models`; None = never read
    behind: Mapping[str, str] = field(default_factory=dict)
    """By name the digest of which the registry had a newer version when it was last asked."""

    @property
    def client_id(self) -> str:
        return self.record.client_id

    def outdated(self, name: str) -> bool:
        """As far as known: what changed since it was asked about is not."""
        model = self.models.get(name)
        return model is not None and self.behind.get(name) == model.digest


Telling = Beat | HardwareChanged | ModelsSnapshot | ModelsChanged | Goodbye
"""What a client tells of itself, on the link or over REST."""


class WrongBaseError(Exception):
    """A change to a list of models that is not the one known here: ask for all of it."""


def apply(client: LiveClient, told: Telling, now: float, at: datetime) -> LiveClient:
    """The client after it told something, heard at monotonic `now` and wall time `at`.

    Raises:
        WrongBaseError: models changed from another list than the one known here.
    """
    hearing = replace(client.hearing, heard_at=now, unheard=None, left=None)
    client = replace(client, hearing=hearing, last_seen=at)
    match told:
        case Beat():
            return replace(
                client,
                ollama=shared(told.ollama),
                telemetry=told.telemetry,
                loaded=tuple(told.loaded),
            )
        case HardwareChanged():
            return replace(client, record=replace(client.record, hardware=told.hardware))
        case ModelsSnapshot():
            models = _installed(told.models)
            return replace(client, models=models, fingerprint=told.fingerprint)
        case ModelsChanged():
            if told.base != client.fingerprint:
                raise WrongBaseError
            gone = set(told.removed)
            kept = {name: model for name, model in client.models.items() if name not in gone}
            models = kept | _installed(told.upserted)
            return replace(client, models=models, fingerprint=told.fingerprint)
        case Goodbye():
            hearing = replace(hearing, left=told.reason, link=LinkState.NONE)
            return replace(client, hearing=hearing)


def _installed(models: Iterable[InstalledModel]) -> dict[str, Installed]:
    found = (Installed.of(model) for model in models)
    return {model.name: model for model in found}


def linked(client: LiveClient, link: LinkState, now: float, at: datetime) -> LiveClient:
    hearing = Hearing(heard_at=now, link=link)
    return replace(client, hearing=hearing, last_seen=at)


def unlinked(client: LiveClient) -> LiveClient:
    """Its link is gone; when it was last heard stays as it was."""
    return replace(client, hearing=replace(client.hearing, link=LinkState.NONE))
