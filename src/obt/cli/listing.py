"""`obt clients`, `obt models` and `obt ps`."""

from typing import TYPE_CHECKING

from obt.cli.options import AsJson, On, Query, Server, query_text

if TYPE_CHECKING:
    from obt.cli.screen import Cell
    from obt.sdk import Client, Model
    from obt.wire.facts import LoadedModel


def clients(query: Query = None, as_json: AsJson = False, server: Server = None) -> None:
    """The machines: their state, their Ollama, their hardware."""
    from datetime import UTC, datetime

    from obt.cli import words
    from obt.cli.screen import Column, say_json, state, table
    from obt.cli.wish import connected

    q = query_text(query)
    with connected(server, q) as obt:
        found = obt.clients(q)
    if as_json:
        say_json(found)
        return
    now = datetime.now(UTC)
    columns = [
        Column("NAME", gives=True),
        Column("ID", leaves=2),
        Column("STATUS"),
        Column("OLLAMA", leaves=6),
        Column("MODELS", right=True, leaves=5),
        Column("LOADED", right=True, leaves=7),
        Column("MEMORY", right=True, leaves=3),
        Column("GPU", gives=True, leaves=1),
        Column("SEEN", leaves=4),
    ]
    rows = [
        (
            client.name,
            client.client_id if client.client_id != client.name else "",
            state(client.status),
            _ollama(client),
            str(client.counts.installed),
            str(client.counts.loaded),
            words.memory(client.hardware.memory_total),
            ", ".join(gpu.name for gpu in client.hardware.gpus) or "none",
            words.since(client.last_seen, now),
        )
        for client in found
    ]
    table(columns, rows, "No machine is like that." if q else "No machine has registered yet.")


def models(query: Query = None, as_json: AsJson = False, server: Server = None) -> None:
    """The models on machines that are not offline, by name."""
    from datetime import UTC, datetime

    from obt.cli import words
    from obt.cli.screen import Column, say_json, table
    from obt.cli.wish import connected

    q = query_text(query)
    with connected(server, q) as obt:
        found = obt.models(q)
    if as_json:
        say_json(found)
        return
    now = datetime.now(UTC)
    columns = [
        Column("NAME", gives=True),
        Column("SIZE", right=True),
        Column("PARAMS", right=True, leaves=3),
        Column("QUANT", leaves=2),
        Column("MACHINES", leaves=6),
        Column("LOADED", right=True, leaves=5),
        Column("MODIFIED", leaves=4),
        Column("CAN", gives=True, leaves=1),
    ]
    rows = [
        (
            model.name,
            words.size(model.size) if not model.remote_host else "cloud",
            model.parameter_size or "",
            model.quantization or "",
            _machines(model),
            str(sum(it.loaded for it in model.installed)),
            words.since(max(it.modified_at for it in model.installed), now),
            ", ".join(model.capabilities),
        )
        for model in found
    ]
    table(columns, rows, "No model is like that." if q else "No machine has a model.")


def ps(on: On = None, as_json: AsJson = False, server: Server = None) -> None:
    """The models that are in memory now."""
    from datetime import UTC, datetime

    from obt.cli import words
    from obt.cli.screen import Column, say_json, table
    from obt.cli.wish import connected, fleet_of

    with connected(server) as obt:
        fleet = fleet_of(obt)
        machines = [it.client for it in fleet.choose(on)] if on else list(fleet)
    loaded = [
        (client, it) for client in machines if client.status != "offline" for it in client.loaded
    ]
    if as_json:
        say_json(
            [{"client_id": client.client_id, **it.model_dump(mode="json")} for client, it in loaded]
        )
        return
    now = datetime.now(UTC)
    columns = [
        Column("MACHINE", gives=True),
        Column("MODEL", gives=True),
        Column("SIZE", right=True, leaves=3),
        Column("PROCESSOR", leaves=2),
        Column("CONTEXT", right=True, leaves=1),
        Column("UNTIL"),
    ]
    rows = [
        (
            fleet.label(client.client_id),
            it.name,
            words.size(it.size),
            processor(it),
            str(it.context_length or ""),
            words.until(it.expires_at, now),
        )
        for client, it in loaded
    ]
    table(columns, rows, "Nothing is loaded.")


def processor(it: "LoadedModel") -> str:
    """As Ollama itself says it: `100% GPU`, `48%/52% CPU/GPU`."""
    if it.size_vram == 0:
        return "100% CPU"
    if it.size_vram >= it.size:
        return "100% GPU"
    cpu = round(100 * (it.size - it.size_vram) / it.size)
    return f"{cpu}%/{100 - cpu}% CPU/GPU"


def _ollama(client: "Client") -> "Cell":
    if not client.ollama.reachable:
        return ("unreachable", "red")
    return client.ollama.version or ""


def _machines(model: "Model") -> str:
    number = str(len({it.client_id for it in model.installed}))
    return f"{number} ({model.versions} versions)" if model.versions > 1 else number
