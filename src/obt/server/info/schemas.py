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


class Info(Schema):
    version: str
    protocol: int
    uptime_s: float
    counts: FleetCounts
    settings: PublicSettings
