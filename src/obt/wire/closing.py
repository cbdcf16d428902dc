"""Why a link was closed: every code says whether dialling again can help, and how."""

from enum import IntEnum
from typing import Literal


class Close(IntEnum):
    """WebSocket close codes of the link. 4000-4999 are ours to give meaning."""

    GOODBYE = 1000  #: The client said goodbye; also what a proxy says that drains its links
    SERVER_STOPPING = 1012  #: The server restarts: dial again, with back-off
    TOO_BIG = 1009  #: A frame above `MAX_FRAME_BYTES`: a fault of the client, dial again slowly
    BAD_FRAME = 4400  #: A frame that is not of this protocol: a fault, dial again slowly
    BAD_TOKEN = 4401  #: The token is not this client's: register again
    UNKNOWN_CLIENT = 4404  #: The server does not know this client: register again
    SILENT = 4408  #: No hello in time: dial again
    DUPLICATE = 4409  #: Another live client has this id: dial again slowly, it may go
    FORGOTTEN = 4410  #: Somebody forgot this client on purpose: stop
    WRONG_PROTOCOL = 4426  #: The two sides speak different versions: upgrade, dial again slowly

    @property
    def remedy(self) -> Literal["dial", "wait", "register", "stop"]:
        """`dial` (with back-off), `wait` (dial again, slowly), `register` or `stop`."""
        match self:
            case Close.GOODBYE | Close.SERVER_STOPPING | Close.SILENT:
                return "dial"
            case Close.BAD_TOKEN | Close.UNKNOWN_CLIENT:
                return "register"
            case Close.FORGOTTEN:
                return "stop"
            case _:
                return "wait"
