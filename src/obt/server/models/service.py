"""Models, aggregated over the fleet by name. Clients that are offline do not count."""

from collections import defaultdict

from obt.search import IndexedRow, quantity, vocabulary
from obt.server.core.errors import NotFoundError
from obt.server.core.search import search_query
from obt.server.registry.installed import Installed
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient
from obt.server.views.models import Installation, Model

Found = tuple[LiveClient, Installed]


class ModelService:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def names(self) -> dict[str, list[Found]]:
        found: dict[str, list[Found]] = defaultdict(list)
        for client in self._registry.not_offline():
            for name, model in client.models.items():
                found[name].append((client, model))
        return found

    def find(self, q: str) -> list[Model]:
        """Models that meet the query, by name. Raises BadRequestError."""
        query = search_query(q, "models")
        models = []
        for name, found in self.names().items():
            model = aggregate(name, found)
            if query.matches(row(model, found)):
                models.append(model)
        return sorted(models, key=lambda model: model.name)

    def get(self, name: str) -> Model:
        """Raises NotFoundError."""
        found = self.names().get(name)
        if not found:
            raise NotFoundError(f"No client that is not offline has a model '{name}'.")
        return aggregate(name, found)


def aggregate(name: str, found: list[Found]) -> Model:
    """One model from its installations; where versions differ, the newest speaks for the name."""
    newest = max((model for _, model in found), key=lambda model: model.modified_at)
    return Model(
        name=name,
        family=newest.details.family,
        parameter_size=newest.details.parameter_size,
        quantization=newest.details.quantization,
        context_length=newest.details.context_length,
        capabilities=newest.details.capabilities,
        remote_host=newest.remote_host,
        size=max(model.size for _, model in found),
        versions=len({model.digest for _, model in found}),
        installed=[_installation(client, model) for client, model in found],
    )


def _installation(client: LiveClient, model: Installed) -> Installation:
    loaded = next((it for it in client.loaded if it.name == model.name), None)
    return Installation(
        client_id=client.client_id,
        digest=model.digest,
        size=model.size,
        modified_at=model.modified_at,
        loaded=loaded is not None,
        size_vram=loaded.size_vram if loaded else None,
        context_length=loaded.context_length if loaded else None,
        expires_at=loaded.expires_at if loaded else None,
    )


def row(model: Model, found: list[Found]) -> IndexedRow:
    flags = []
    if any(it.loaded for it in model.installed):
        flags.append("loaded")
    if model.remote_host:
        flags.append("cloud")
    if model.versions > 1:
        flags.append("drift")
    here = (it for client, _ in found for it in client.loaded if it.name == model.name)
    if any(0 < it.size_vram < it.size for it in here):
        flags.append("partial")
    clients = [client.record for client, _ in found]
    return IndexedRow(
        vocabulary("models"),
        texts={
            "name": [model.name],
            "family": [model.family],
            "quantization": [model.quantization],
            "capability": model.capabilities,
            "client": [text for record in clients for text in (record.name, record.client_id)],
            "label": [label for record in clients for label in record.labels],
            "digest": [it.digest for it in model.installed],
        },
        numbers={
            "size": model.size,
            "params": quantity(model.parameter_size or "", "params"),
            "context": model.context_length,
            "modified": max(it.modified_at.timestamp() for it in model.installed),
            "machines": len(model.installed),
            "versions": model.versions,
        },
        flags=flags,
    )
