"""What an update, or its dry run, found out about an installed model."""

from dataclasses import dataclass
from typing import Any

from obt.server.jobs.record import Record


@dataclass(frozen=True, slots=True)
class Verdict:
    client_id: str
    model: str
    behind: str | None  #: The digest installed there, if the registry has a newer version of it


def verdict(record: Record) -> Verdict | None:
    """None: the job compared nothing."""
    if record.kind != "update" or record.life.state != "succeeded" or record.model is None:
        return None
    return read(record.client_id, record.model, record.life.result)


def read(client_id: str, model: str, result: Any) -> Verdict:
    """Of a job that succeeded; its result is what a client sent, of whatever version."""
    found = result if isinstance(result, dict) else {}
    digest = found.get("digest")
    behind = found.get("outdated") is True and found.get("updated") is not True
    return Verdict(client_id, model, digest if behind and isinstance(digest, str) else None)
