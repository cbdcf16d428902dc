"""A sync's plan: what a client lacks of what another has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from obt.server.jobs.fleet import Fleet
from obt.server.registry.installed import Installed


@dataclass(frozen=True, slots=True)
class Need:
    model: str
    digest: str
    size: int  #: Bytes at the source; layers that the target has already cost nothing
    why: Literal["missing", "differs"]


def needs(
    source: Mapping[str, Installed],
    target: Mapping[str, Installed],
    only: str | None = None,
) -> list[Need]:
    """By name. Cloud stubs have no weights to copy."""
    found: list[Need] = []
    for name, model in sorted(source.items()):
        there = target.get(name)
        wanted = only is None or name == only
        if not wanted or model.remote_host or (there and there.digest == model.digest):
            continue
        why: Literal["missing", "differs"] = "differs" if there else "missing"
        found.append(Need(name, model.digest, model.size, why))
    return found


def result(
    found: list[Need], source_client_id: str, target_client_id: str, fleet: Fleet
) -> JsonValue:
    """What people are shown: each model with its `why`, the `size` of all, and the `free` space."""
    return {
        "source_client_id": source_client_id,
        "models": [
            {"model": need.model, "digest": need.digest, "size": need.size, "why": need.why}
            for need in found
        ],
        "size": sum(need.size for need in found),
        "free": fleet.free(target_client_id),
    }
