"""What both clients share of HTTP: address, headers, time-outs, and its errors in our words."""

import ipaddress
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

import obt
from obt.sdk.calls import Call
from obt.sdk.errors import BadAddressError, UnreachableError

DEFAULT_URL = "http://127.0.0.1:8881"
TIMEOUT_S = 30.0
CONNECT_S = 5.0
SILENCE = httpx.Timeout(40.0, connect=CONNECT_S)  # the stream pings every 15 s
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def address(url: str | None) -> str:
    """`url`, else OBT_SERVER_URL, else this machine. Raises BadAddressError."""
    text = (url or os.environ.get("OBT_SERVER_URL") or DEFAULT_URL).strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise _no_address(text) from error
    if not fine or parts.query or parts.fragment or parts.username or parts.password:
        raise _no_address(text)
    return parts.geturl().rstrip("/")


def _no_address(text: str) -> BadAddressError:
    return BadAddressError(f"'{text}' is no address of a server: write http://host:port")


def options(url: str, token: str | None, timeout_s: float) -> dict[str, Any]:
    """Arguments of httpx's clients. `token` falls back to OBT_ADMIN_TOKEN."""
    headers = {"User-Agent": f"obt/{obt.__version__}"}
    token = token or os.environ.get("OBT_ADMIN_TOKEN")
    if token:
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise BadAddressError("The admin token has characters that no server would take.")
        headers["Authorization"] = f"Bearer {token}"
    return {
        "base_url": url,
        "headers": headers,
        "timeout": httpx.Timeout(timeout_s, connect=min(timeout_s, CONNECT_S)),
        "trust_env": not is_loopback(urlsplit(url).hostname or ""),  # no proxy for this machine
    }


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def arguments(call: Call[Any]) -> dict[str, Any]:
    """Of httpx's `request`."""
    headers = {"Accept": "application/json", **call.headers}
    body: dict[str, Any] = {}
    if call.body is not None:
        headers["Content-Type"] = "application/json"
        body["content"] = (
            call.body
            if isinstance(call.body, bytes)
            else call.body.model_dump_json(exclude_none=True)
        )
    return {
        "method": call.method,
        "url": call.path,
        "params": dict(call.params),
        "headers": headers,
        **body,
    }


def stream_arguments(last_event_id: str | None) -> dict[str, Any]:
    """Of httpx's `stream`."""
    headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
    if last_event_id:
        headers["Last-Event-ID"] = last_event_id
    return {"method": "GET", "url": "/api/v1/events", "headers": headers, "timeout": SILENCE}


def told(reply: httpx.Response) -> tuple[int, str, bytes]:
    """Status, content type, body."""
    return reply.status_code, reply.headers.get("content-type", ""), reply.content


@contextmanager
def in_our_words(url: str) -> Iterator[None]:
    """Raises UnreachableError for what httpx raises inside."""
    try:
        yield
    except httpx.TimeoutException as error:
        sent = not isinstance(error, NOT_SENT)
        raise UnreachableError(url, "no answer in time", sent=sent) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        why = re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
        raise UnreachableError(url, why, sent=not isinstance(error, NOT_SENT)) from error
