"""One request as bytes and stamps. Nothing is parsed here: a stamp must not wait for a parser."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx

from obt.client.benchmarks.rig import Time
from obt.client.ollama.access import Failure, Ollama

LOOK_EVERY_S = 20.0
"""A reply that is silent for so long: does Ollama live at all? Reading a long prompt is silent."""
MISSES = 3
CONNECT_S = 5.0
KEEP_S = 600.0
"""Connecting anew, between two samples, would count as time to the first token."""


@dataclass
class Raw:
    """A reply, or as much of it as came. `status` is None where none came."""

    sent_ns: int
    pieces: list[tuple[int, bytes]] = field(default_factory=list)  #: As they came, each stamped
    status: int | None = None
    broken: str | None = None  #: Why it did not come to its end


class Wire:
    """Connections to one Ollama, apart from those that sync and jobs use."""

    def __init__(
        self, reading: Ollama, time: Time, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._reading = reading
        self._time = time
        self._http = httpx.AsyncClient(
            base_url=reading.address.url,
            # a compressed reply would be stamped by its blocks
            headers={"content-type": "application/json", "accept-encoding": "identity"},
            timeout=httpx.Timeout(None, connect=CONNECT_S),
            limits=httpx.Limits(
                max_connections=None, max_keepalive_connections=64, keepalive_expiry=KEEP_S
            ),
            trust_env=not reading.address.loopback,
            transport=transport,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def post(self, path: str, body: object) -> Raw:
        """Raises nothing but what cancels it; a cancelled one closes its connection."""
        content = json.dumps(body).encode()
        request = self._http.build_request("POST", path, content=content)
        stamp = self._time.stamp
        raw = Raw(stamp())
        try:
            async with self._watched(raw):
                raw.sent_ns = stamp()
                response = await self._http.send(request, stream=True)
                raw.status = response.status_code
                try:
                    async for piece in response.aiter_raw():
                        raw.pieces.append((stamp(), piece))
                finally:
                    await response.aclose()
        except TimeoutError:
            raw.broken = "Ollama fell silent, and does not answer any other call"
        except (httpx.HTTPError, OSError) as error:
            raw.broken = f"the connection broke: {str(error) or type(error).__name__}"
        return raw

    @contextlib.asynccontextmanager
    async def _watched(self, raw: Raw) -> AsyncIterator[None]:
        """Raises TimeoutError inside where Ollama is gone without closing the connection."""
        async with asyncio.timeout(None) as limit:
            watch = asyncio.create_task(self._watch(raw, limit))
            try:
                yield
            finally:
                watch.cancel()
                await asyncio.gather(watch, return_exceptions=True)

    async def _watch(self, raw: Raw, limit: asyncio.Timeout) -> None:
        seen, misses = -1, 0
        while misses < MISSES:
            await asyncio.sleep(LOOK_EVERY_S)
            if len(raw.pieces) != seen:
                seen, misses = len(raw.pieces), 0
                continue
            alive = not isinstance(await self._reading.version(), Failure)
            misses = 0 if alive else misses + 1
        limit.reschedule(asyncio.get_running_loop().time())
