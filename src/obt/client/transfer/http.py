"""A small HTTP server in threads, for the two ends of a transfer: reading files blocks.

Only what both need: GET and HEAD of a few paths, ranges, and 404 for everything else.
"""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHUNK = 1024 * 1024
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Iterator[bytes] | bytes = b""
    length: int = 0  #: Bytes of the body


NOT_FOUND = Reply(404)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    bearer: str | None
    range: str | None


Answer = Callable[[Request], Reply]


def span(header: str | None, size: int) -> tuple[int, int] | None:
    """`start, end` (not included) of a Range header; None: it asks for what is not there."""
    if header is None:
        return 0, size
    match = _RANGE.fullmatch(header.strip())
    if match is None:
        return 0, size
    start = int(match[1])
    end = min(int(match[2]) + 1, size) if match[2] else size
    return (start, end) if start < end else None


def part(header: str | None, size: int, read: Callable[[int, int], Iterator[bytes]]) -> Reply:
    """206 or 200 with the bytes asked for, or 416."""
    asked = span(header, size)
    if asked is None:
        return Reply(416, {"Content-Range": f"bytes */{size}"})
    start, end = asked
    headers = {"Accept-Ranges": "bytes"}
    if header is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Reply(206 if header is not None else 200, headers, read(start, end), end - start)


class ThreadedServer:
    """Listens from `__init__` on, answers in threads, until `close`."""

    def __init__(self, host: str, port: int, answer: Answer) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 120

            def do_GET(self) -> None:
                _serve(self, answer)

            do_HEAD = do_GET

            def log_message(self, format: str, *args: object) -> None:
                """Paths hold capabilities: they are in no log."""

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Blocks for a moment; what is being answered breaks off."""
        self._server.shutdown()
        self._server.server_close()


def _serve(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    scheme, _, token = handler.headers.get("Authorization", "").partition(" ")
    bearer = token if scheme.lower() == "bearer" else None
    request = Request(
        handler.command, handler.path.partition("?")[0], bearer, handler.headers.get("Range")
    )
    reply = answer(request)
    try:
        handler.send_response_only(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(reply.length or len(_whole(reply.body))))
        handler.end_headers()
        if request.method == "HEAD":
            return
        body = (reply.body,) if isinstance(reply.body, bytes) else reply.body
        for chunk in body:
            handler.wfile.write(chunk)
    except (ConnectionError, TimeoutError):
        handler.close_connection = True  # the reader went: Ollama does so on purpose
    except OSError:
        # the bytes cannot be had any more: a short answer is how the reader gets to know
        handler.close_connection = True


def _whole(body: Iterator[bytes] | bytes) -> bytes:
    return body if isinstance(body, bytes) else b""
