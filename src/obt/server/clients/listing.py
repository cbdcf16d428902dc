"""Searching clients."""

from obt.search import IndexedRow, vocabulary
from obt.server.core.search import search_query
from obt.server.registry.registry import Registry
from obt.server.registry.state import LiveClient
from obt.server.views.clients import Status


def row(registry: Registry, client: LiveClient) -> IndexedRow:
    record, hardware = client.record, client.record.hardware
    status = registry.standing(client.client_id).status
    vram = [gpu.memory_total for gpu in hardware.gpus if gpu.memory_total is not None]
    flags = [status.value]
    if not client.ollama.reachable:
        flags.append("unreachable")
    if client.loaded:
        flags.append("loaded")
    return IndexedRow(
        vocabulary("clients"),
        texts={
            "name": [record.name],
            "id": [record.client_id],
            "status": [status.value],
            "host": [record.hostname],
            "os": [hardware.os.name, record.platform],
            "gpu": [gpu.name for gpu in hardware.gpus],
            "cpu": [hardware.cpu.model],
            "version": [client.ollama.version],
            "label": record.labels,
        },
        numbers={
            "models": len(client.models),
            "loaded": len(client.loaded),
            "memory": hardware.memory_total,
            "vram": sum(vram) if vram else None,
        },
        flags=flags,
    )


def sort_key(client: LiveClient) -> str:
    """By name as people read it; the id makes it unique."""
    return f"{client.record.name.casefold()}\0{client.client_id}"


def find_clients(registry: Registry, q: str, status: Status | None) -> list[LiveClient]:
    """Raises BadRequestError when the query makes no sense."""
    query = search_query(q, "clients") if q else None
    found = (
        client
        for client in registry
        if (status is None or registry.standing(client.client_id).status is status)
        and (query is None or query.matches(row(registry, client)))
    )
    return sorted(found, key=sort_key)
