"""Frames to text and back."""

import structlog
from pydantic import ValidationError

from obt.client.node import ModelsBook, Node
from obt.client.outbox import Item
from obt.client.ports import Playing
from obt.wire.frames import (
    MAX_FRAME_BYTES,
    BeatFrame,
    ClientFrame,
    HardwareChanged,
    ServerFrame,
    server_frame,
)

log = structlog.get_logger("obt.client.link")


def encode(frame: ClientFrame) -> str | None:
    """None for a frame that no server would take: said in the log, never sent in vain."""
    text = frame.model_dump_json()
    if len(text) > MAX_FRAME_BYTES or len(text.encode()) > MAX_FRAME_BYTES:
        log.error("a frame is too big to send", type=frame.type, limit=MAX_FRAME_BYTES)
        return None
    return text


def decode(text: str) -> ServerFrame | None:
    """None for what is no frame of this protocol: said in the log, and passed over."""
    try:
        return server_frame.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        log.warning("the server sent what is no frame", where=where, why=first["msg"])
        return None


def build(item: Item, node: Node, book: ModelsBook, playing: Playing) -> ClientFrame | None:
    """The frame of what the outbox gave, as things are now; none where nothing is to be said."""
    match item:
        case "beat":
            beat = node.beat()
            return BeatFrame(ollama=beat.ollama, telemetry=beat.telemetry, loaded=beat.loaded)
        case "models":
            return book.frame()
        case "hardware":
            return HardwareChanged(hardware=node.hardware)
        case "playground":
            return playing.take()
        case _:
            return item
