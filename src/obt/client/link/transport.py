"""One WebSocket: dial, send, receive, close."""

import ssl
from typing import Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidProxy,
    InvalidStatus,
    InvalidURI,
)
from websockets.frames import CloseCode

from obt import __version__
from obt.client.link.broken import LinkBroken, Remedy
from obt.client.ollama.address import is_loopback
from obt.wire.closing import Close
from obt.wire.frames import MAX_FRAME_BYTES

OPEN_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 1.0


class Connection(Protocol):
    """Text in, text out. `send` and `receive` raise `LinkBroken`."""

    async def send(self, text: str) -> None: ...

    async def receive(self) -> str: ...

    async def close(self, reason: str) -> None:
        """Never fails, takes a second at most."""


class Dial(Protocol):
    async def __call__(self, client_id: str, token: str) -> Connection:
        """Raises `LinkBroken`; `rest` where the network is there and WebSockets may not be."""


class WebSocketDial:
    def __init__(self, server_url: str) -> None:
        url = urlsplit(server_url)
        self._loopback = is_loopback(url.hostname or "")
        scheme = "wss" if url.scheme == "https" else "ws"
        self._base = urlunsplit((scheme, url.netloc, f"{url.path}/api/v1/clients", "", ""))

    async def __call__(self, client_id: str, token: str) -> Connection:
        url = f"{self._base}/{quote(client_id, safe='')}/link"
        try:
            connection = await connect(
                url,
                additional_headers={"Authorization": f"Bearer {token}"},
                user_agent_header=f"obt/{__version__}",
                proxy=None if self._loopback else True,
                compression=None,  # many small frames: it costs more memory than it saves
                max_size=MAX_FRAME_BYTES,
                open_timeout=OPEN_TIMEOUT_S,
                close_timeout=CLOSE_TIMEOUT_S,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            remedy: Remedy = "register" if status in (401, 403, 404) else "rest"
            raise LinkBroken(remedy, f"the link was refused with HTTP {status}") from error
        except ssl.SSLCertVerificationError as error:
            why = f"the server's certificate is not trusted: {error.verify_message}"
            raise LinkBroken("wait", why) from error
        except TimeoutError as error:
            raise LinkBroken("rest", f"no answer to the dial in {OPEN_TIMEOUT_S:.0f} s") from error
        except (InvalidHandshake, InvalidURI, InvalidProxy, ImportError) as error:
            # ImportError: for a SOCKS proxy it wants a package more
            raise LinkBroken("rest", f"the link cannot be opened: {error}") from error
        except OSError as error:
            why = error.strerror or str(error) or type(error).__name__
            raise LinkBroken("dial", f"the server is not reachable: {why}") from error
        return WebSocketConnection(connection)


class WebSocketConnection:
    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send(self, text: str) -> None:
        try:
            await self._connection.send(text)
        except ConnectionClosed as closed:
            raise _broken(closed) from closed

    async def receive(self) -> str:
        try:
            message = await self._connection.recv(decode=True)
        except ConnectionClosed as closed:
            raise _broken(closed) from closed
        return message

    async def close(self, reason: str) -> None:
        await self._connection.close(CloseCode.NORMAL_CLOSURE, reason)


def _broken(closed: ConnectionClosed) -> LinkBroken:
    if closed.rcvd is None:
        return LinkBroken("dial", "the link was lost")
    code, reason = closed.rcvd.code, closed.rcvd.reason
    try:
        remedy: Remedy = Close(code).remedy
    except ValueError:
        remedy = "dial"
    return LinkBroken(remedy, f"the server closed the link ({code}): {reason or 'no reason given'}")
