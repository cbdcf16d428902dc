"""Server-sent events, byte by byte as they come: the "event stream" of the HTML standard.

Lines are split here and not by `str.splitlines`, which also splits at characters such as U+2028
that JSON may hold.
"""

import re
from collections import deque
from dataclasses import dataclass

# a '\r' at the very end may be the first half of a '\r\n' that is still on its way
END_OF_LINE = re.compile(rb"\r\n|\n|\r(?!\Z)")


@dataclass(frozen=True)
class ServerEvent:
    id: str
    type: str
    data: str


class EventParser:
    def __init__(self) -> None:
        self._rest = bytearray()
        self._seen = 0  # bytes of the rest that hold no end of a line
        self._ready: deque[ServerEvent] = deque()
        self._id = ""  # stays until another comes
        self._type = ""
        self._data: list[str] = []

    def feed(self, received: bytes) -> None:
        self._rest += received
        start, search = 0, max(self._seen - 1, 0)
        while end := END_OF_LINE.search(self._rest, search):
            self._line(self._rest[start : end.start()].decode(errors="replace"))
            start = search = end.end()
        del self._rest[:start]
        self._seen = len(self._rest)

    def next(self) -> ServerEvent | None:
        """The next event that is complete."""
        return self._ready.popleft() if self._ready else None

    def _line(self, line: str) -> None:
        if not line:
            if self._data:
                event = ServerEvent(self._id, self._type or "message", "\n".join(self._data))
                self._ready.append(event)
            self._type, self._data = "", []
            return
        name, _, value = line.partition(":")  # a comment has an empty name
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._type = value
        elif name == "id" and "\0" not in value:
            self._id = value
