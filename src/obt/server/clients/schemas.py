"""What a person may ask of the clients slice."""

from obt.wire.types import DisplayName, Labels, Message


class ClientChange(Message):
    """What a person may change. Absent fields stay as they are."""

    name: DisplayName | None = None
    labels: Labels | None = None
