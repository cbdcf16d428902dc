"""Jobs out of thin air."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from obt.sdk import Job
from obt.wire.operations import Load

BATCH = UUID(int=1)
AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def a_job(number: int = 1, state: str = "queued", **more: Any) -> Job:
    fields: dict[str, Any] = {
        "job_id": UUID(int=100 + number),
        "batch_id": BATCH,
        "kind": "load",
        "client_id": f"pc-{number}",
        "model": "smollm2:135m",
        "operation": Load(),
        "state": state,
        "waiting_for": None,
        "progress": None,
        "error": None,
        "result": None,
        "attempts": 0,
        "cancelling": False,
        "created_at": AT,
        "started_at": None,
        "finished_at": None,
        "deadline_at": None,
    }
    return Job(**{**fields, **more})
