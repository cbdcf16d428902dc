"""What a server says of itself."""

from typing import Literal

from pydantic import Field

from obt.server.core.schemas import Schema


class Health(Schema):
    status: Literal["ok"] = "ok"


class Ready(Schema):
    status: Literal["ready", "not ready"]
    database: str = Field(examples=["reachable and migrated"])


class FleetCounts(Schema):
    clients: int
    online: int
    models: int = Field(description="Different names on clients that are not offline")
    installed: int
    loaded: int
    jobs: int = Field(description="Queued or running")


class PublicSettings(Schema):
    heartbeat_interval_s: float
    client_timeout_s: float
    telemetry_history_days: float = Field(description="Of minutes; 0: only the last hour is kept")
    log_history_days: float
    job_history_days: float = Field(description="Of ended jobs")
    enroll_required: bool = Field(
        description="Clients that are new here need the enroll token to register"
    )


class Info(Schema):
    version: str
    protocol: int
    uptime_s: float
    counts: FleetCounts
    settings: PublicSettings
