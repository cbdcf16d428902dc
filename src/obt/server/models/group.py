"""One model name with everywhere it is installed: what searching needs, and what the API shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from obt.search import IndexedRow, quantity, vocabulary
from obt.server.registry.installed import Installed
from obt.server.registry.state import LiveClient
from obt.server.views.models import Installation, Model
from obt.wire.facts import LoadedModel


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    found: Sequence[tuple[LiveClient, Installed]]

    @property
    def newest(self) -> Installed:
        """Where versions differ, the newest speaks for the name."""
        return max((model for _, model in self.found), key=lambda model: model.modified_at)

    @property
    def size(self) -> int:
        return max(model.size for _, model in self.found)

    @property
    def versions(self) -> int:
        return len({model.digest for _, model in self.found})

    def view(self) -> Model:
        newest = self.newest
        return Model(
            name=self.name,
            family=newest.details.family,
            parameter_size=newest.details.parameter_size,
            quantization=newest.details.quantization,
            context_length=newest.details.context_length,
            capabilities=newest.details.capabilities,
            remote_host=newest.remote_host,
            size=self.size,
            versions=self.versions,
            installed=[self._installation(client, model) for client, model in self.found],
        )

    def row(self) -> IndexedRow:
        newest = self.newest
        clients = [client.record for client, _ in self.found]
        return IndexedRow(
            vocabulary("models"),
            texts={
                "name": [self.name],
                "family": [newest.details.family],
                "quantization": [newest.details.quantization],
                "capability": newest.details.capabilities,
                "client": [text for record in clients for text in (record.name, record.client_id)],
                "label": [label for record in clients for label in record.labels],
                "digest": [model.digest for _, model in self.found],
            },
            numbers={
                "size": self.size,
                "params": quantity(newest.details.parameter_size or "", "params"),
                "context": newest.details.context_length,
                "modified": newest.modified_at.timestamp(),
                "machines": len(self.found),
                "versions": self.versions,
            },
            flags=self._flags(newest),
        )

    def _flags(self, newest: Installed) -> list[str]:
        loaded = [it for client, _ in self.found if (it := self._loaded(client))]
        flags = {
            "loaded": bool(loaded),
            "cloud": newest.remote_host is not None,
            "outdated": any(client.outdated(self.name) for client, _ in self.found),
            "drift": self.versions > 1,
            "partial": any(0 < it.size_vram < it.size for it in loaded),
        }
        return [flag for flag, raised in flags.items() if raised]

    def _loaded(self, client: LiveClient) -> LoadedModel | None:
        return next((it for it in client.loaded if it.name == self.name), None)

    def _installation(self, client: LiveClient, model: Installed) -> Installation:
        loaded = self._loaded(client)
        return Installation(
            client_id=client.client_id,
            digest=model.digest,
            size=model.size,
            modified_at=model.modified_at,
            outdated=client.outdated(self.name),
            loaded=loaded is not None,
            size_vram=loaded.size_vram if loaded else None,
            context_length=loaded.context_length if loaded else None,
            expires_at=loaded.expires_at if loaded else None,
        )
