"""Bytes of a link: frames in, frames out, and a close that says why."""

import asyncio

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from obt.wire.closing import Close
from obt.wire.frames import ClientFrame, client_frame
from obt.wire.types import Message

MAX_REASON_BYTES = 123  # RFC 6455: a close frame's payload is at most 125 bytes
CLOSE_S = 2


class ClosingError(Exception):
    """This link must be closed, for this reason."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class LinkLostError(Exception):
    """The other side is gone."""


class Transport:
    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def receive(self) -> ClientFrame:
        """Raises LinkLostError, or ClosingError when it is no frame of this protocol."""
        try:
            text = await self._socket.receive_text()
        except WebSocketDisconnect as error:
            raise LinkLostError from error
        except KeyError as error:
            raise ClosingError(Close.BAD_FRAME, "frames are text, this one was binary") from error
        try:
            return client_frame.validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "frame"
            raise ClosingError(Close.BAD_FRAME, f"{where}: {first['msg']}") from error

    async def send(self, frame: Message) -> None:
        """Raises LinkLostError."""
        try:
            await self._socket.send_text(frame.model_dump_json())
        except (WebSocketDisconnect, RuntimeError) as error:
            # Starlette says RuntimeError when the socket was closed while we wrote
            raise LinkLostError from error

    async def close(self, code: Close, reason: str) -> None:
        short = reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
        try:
            # a peer that is gone without a word must not hold up whoever closes
            async with asyncio.timeout(CLOSE_S):
                await self._socket.close(code, short)
        except (WebSocketDisconnect, RuntimeError, TimeoutError):
            return  # it was faster, or is gone
