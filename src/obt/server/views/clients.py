"""What the API says of clients."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from obt.server.core.schemas import Schema
from obt.wire.facts import Hardware, LoadedModel, OllamaState, Telemetry


class Status(StrEnum):
    ONLINE = "online"  #: Heard within two heartbeat intervals
    LATE = "late"  #: Missed beats, lost its link, or not heard since the server started
    OFFLINE = "offline"  #: Silent for the timeout, or said goodbye


class LinkState(StrEnum):
    WEBSOCKET = "websocket"  #: Linked: changes arrive at once
    REST = "rest"  #: Beats over REST: something between blocks WebSockets
    NONE = "none"  #: Nothing connects it now


class Counts(Schema):
    installed: int
    loaded: int
    jobs: int = Field(description="Jobs queued or running there")


class ClientSummary(Schema):
    """One client and the node it runs on. Live values are the last heard."""

    client_id: str
    name: str
    hostname: str
    platform: str
    client_version: str
    labels: list[str]
    registered_at: AwareDatetime
    status: Status
    status_reason: str | None = Field(
        description="Why it is not online, for people", examples=["link lost"]
    )
    link: LinkState
    last_seen: AwareDatetime | None
    ollama: OllamaState
    hardware: Hardware
    telemetry: Telemetry | None = Field(description="Null until the first beat is heard")
    loaded: list[LoadedModel]
    counts: Counts
    outdated: list[str] = Field(
        description="Models of which the registry had a newer version when an update, or its dry "
        "run, last asked"
    )
