"""Bodies of the client's own REST calls."""

from typing import Annotated

from pydantic import Field

from obt.wire.facts import Beat, Hardware, InstalledModel, OllamaState
from obt.wire.frames import Fingerprint
from obt.wire.jobs import JobOrder, JobReport
from obt.wire.types import ClientId, DisplayName, Flag, Labels, Line, Message, Number


class Registration(Message):
    """Idempotent by `client_id`. Without one the server gives one, to be kept by the client."""

    client_id: ClientId | None = None
    name: DisplayName | None = Field(
        default=None, description="Shown to people; default: the hostname. A rename there wins"
    )
    hostname: Line
    platform: Line = Field(examples=["linux"])
    client_version: Line
    ollama: OllamaState
    hardware: Hardware
    labels: Labels = []


class Registered(Message):
    client_id: ClientId
    token: str = Field(
        description="This client's own key, shown once: every call of this client carries it"
    )
    heartbeat_interval_s: Number
    client_timeout_s: Number


class Heartbeat(Beat):
    """The beat of the link, for whoever has no WebSocket, with what the link would carry beside."""

    reports: Annotated[list[JobReport], Field(max_length=1000)] = []


class HeartbeatReply(Message):
    next_heartbeat_s: Number
    resync: Flag = Field(description="PUT the models again")
    pending_jobs: list[JobOrder] = Field(description="What the link would have delivered")


class ModelsPut(Message):
    models: Annotated[list[InstalledModel], Field(max_length=20_000)]
    fingerprint: Fingerprint
