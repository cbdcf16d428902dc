"""Models, aggregated over the fleet by name. Clients that are offline do not count."""

from collections import defaultdict

from obt.server.core.errors import NotFoundError
from obt.server.core.search import search_query
from obt.server.models.group import Group
from obt.server.registry.installed import Installed
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient


class ModelService:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def find(self, q: str) -> list[Group]:
        """Those that meet the query, by name. Raises BadRequestError."""
        query = search_query(q, "models") if q else None
        found: dict[str, list[tuple[LiveClient, Installed]]] = defaultdict(list)
        for client in self._registry.not_offline():
            for name, model in client.models.items():
                found[name].append((client, model))
        groups = (Group(name, found[name]) for name in sorted(found))
        return [group for group in groups if query is None or query.matches(group.row())]

    def get(self, name: str) -> Group:
        """Raises NotFoundError."""
        clients = self._registry.not_offline()
        found = [(client, client.models[name]) for client in clients if name in client.models]
        if not found:
            raise NotFoundError(f"No client that is not offline has a model '{name}'.")
        return Group(name, found)
