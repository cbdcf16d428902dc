"""One door to Ollama: the official library's client, its every failure turned into a value.

The library's own `list`, `ps` and `show` drop what they do not know (capabilities and context
length of tags, cloud stubs) and fail as a whole on one odd entry; so the reading calls take the
body as it is, by the same request path of the library.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from obt.client.ollama.address import Address
from obt.client.ollama.library import ollama

PS_TIMEOUT_S = 12.0
"""Since 0.32.4 ps takes the scheduler's locks: up to 10 s behind a stuck runner."""
TAGS_TIMEOUT_S = 30.0
"""It reads every manifest each time, and waits for its cache at start."""
SHOW_TIMEOUT_S = 15.0
VERSION_TIMEOUT_S = 8.0


Kind = Literal["down", "slow", "forbidden", "garbage", "missing", "error", "busy", "stalled"]
PASSING = frozenset({429, 502, 503, 504})
"""What a full queue, or a proxy before a starting Ollama, answers: it passes."""


@dataclass(frozen=True)
class Failure:
    """Why Ollama gave no answer that can be used; `message` is a sentence for people."""

    kind: Kind
    message: str


class OllamaClient(ollama.AsyncClient):
    """The library's client; no proxy is asked for a loopback address."""

    def __init__(self, address: Address, transport: httpx.AsyncBaseTransport | None = None) -> None:
        super().__init__(
            address.url,
            follow_redirects=False,
            timeout=httpx.Timeout(30.0, connect=3.0),
            trust_env=not address.loopback,
            transport=transport,
        )

    async def body(self, method: str, path: str, json: object | None = None) -> bytes:
        """The whole answer. Raises what the library raises."""
        response: httpx.Response = await self._request_raw(  # type: ignore[no-untyped-call]
            method, path, json=json
        )
        return response.content

    async def aclose(self) -> None:
        await self.close()  # type: ignore[no-untyped-call]


class Ollama:
    """Reading calls. Each returns its answer or a `Failure`, and raises nothing."""

    def __init__(self, address: Address, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.address = address
        self.client = OllamaClient(address, transport)

    async def aclose(self) -> None:
        await self.client.aclose()

    async def version(self, timeout_s: float = VERSION_TIMEOUT_S) -> str | Failure:
        answer = await self._json("GET", "/api/version", timeout_s)
        if isinstance(answer, Failure):
            return answer
        version = answer.get("version")
        return version if isinstance(version, str) else self.garbage("no version in its answer")

    async def tags(self) -> bytes | Failure:
        """The raw body: compared before it is parsed."""
        return await self._body("GET", "/api/tags", TAGS_TIMEOUT_S)

    async def ps(self) -> bytes | Failure:
        """The raw body, likewise."""
        return await self._body("GET", "/api/ps", PS_TIMEOUT_S)

    async def show(self, name: str) -> dict[str, Any] | Failure:
        """`missing` where the model vanished between two calls."""
        return await self._json("POST", "/api/show", SHOW_TIMEOUT_S, {"model": name})

    def parse(self, body: bytes) -> dict[str, Any] | Failure:
        """A JSON object, or `garbage`."""
        try:
            value = json.loads(body)
        except ValueError:  # covers broken UTF-8
            return self.garbage("what it sent is not JSON")
        except RecursionError:
            return self.garbage("what it sent is nested without end")
        return value if isinstance(value, dict) else self.garbage("its answer is no JSON object")

    async def _json(
        self, method: str, path: str, timeout_s: float, json: object | None = None
    ) -> dict[str, Any] | Failure:
        body = await self._body(method, path, timeout_s, json)
        return body if isinstance(body, Failure) else self.parse(body)

    async def _body(
        self, method: str, path: str, timeout_s: float, json: object | None = None
    ) -> bytes | Failure:
        for last in (False, True):
            try:
                async with asyncio.timeout(timeout_s):
                    return await self.client.body(method, path, json)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                # A kept connection that Ollama closed meanwhile looks like this: one new dial tells
                if last:
                    return self._failure(error, timeout_s)
            except (ollama.ResponseError, ConnectionError, TimeoutError, httpx.HTTPError) as error:
                return self._failure(error, timeout_s)
        raise AssertionError("unreachable")  # pragma: no cover

    def _failure(self, error: Exception, timeout_s: float) -> Failure:
        url = self.address.url
        match error:
            case ollama.ResponseError(status_code=403):
                return Failure(
                    "forbidden",
                    f"Ollama at {url} refuses this host name (403): "
                    "put its IP address or localhost in OLLAMA_HOST",
                )
            case ollama.ResponseError(status_code=404):
                return Failure("missing", f"{url} answers 404: {_short(error.error)}")
            case ollama.ResponseError(status_code=status):
                kind: Kind = "busy" if status in PASSING else "error"
                return Failure(kind, f"{url} answers with error {status}: {_short(error.error)}")
            case TimeoutError() | httpx.TimeoutException():
                return Failure("slow", f"Ollama at {url} did not answer within {timeout_s:.0f} s")
            case ConnectionError() | httpx.NetworkError():
                return Failure(
                    "down", f"nothing answers at {url}: is Ollama running? (OLLAMA_HOST)"
                )
            case _:
                return self.garbage(_short(str(error)) or type(error).__name__)

    def garbage(self, what: str) -> Failure:
        """It answers, but not with what Ollama would say."""
        return Failure("garbage", f"{self.address.url} answers, but not as Ollama does: {what}")


def _short(text: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in text).strip()
    return line if len(line) <= 200 else f"{line[:199]}…"
