"""A benchmark's calls to OBT's server."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from pydantic import ValidationError

from obt.client.identity import Identity
from obt.client.jobs.failure import failed
from obt.client.ollama.address import is_loopback
from obt.wire.benchmarks import BenchmarkReport, BenchmarkStanding

PASSING = frozenset({401, 403, 408, 425, 429, 500, 502, 503, 504})
"""Of these a person, a new registration or time is the cure: what is measured waits for it."""


class ServerAwayError(Exception):
    """The server cannot be asked now; the message says why."""


class BenchmarkApi:
    """Raises ServerAwayError, or JobFailedError where the benchmark is gone or nothing fits.

    `identity` is who this client is now; none before it is registered.
    """

    def __init__(
        self,
        server_url: str,
        identity: Callable[[], Identity | None],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._identity = identity
        self._http = httpx.AsyncClient(
            base_url=f"{server_url}/api/v1",
            timeout=httpx.Timeout(30.0, connect=5.0),
            trust_env=not is_loopback(urlsplit(server_url).hostname or ""),
            transport=transport,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def standing(self, benchmark_id: UUID) -> BenchmarkStanding:
        content = await self._ask("GET", benchmark_id, "")
        try:
            return BenchmarkStanding.model_validate_json(content)
        except ValidationError as error:
            why = "This client does not understand the plan: is the server of another version?"
            raise failed("bad_plan", f"{why} {error}") from error

    async def report(self, benchmark_id: UUID, report: BenchmarkReport) -> None:
        await self._ask("POST", benchmark_id, "/reports", report.model_dump_json())

    async def _ask(
        self, method: str, benchmark_id: UUID, path: str, content: str | None = None
    ) -> bytes:
        who = self._identity()
        if who is None:
            raise ServerAwayError("this client is not registered there")
        url = f"/clients/{who.client_id}/benchmarks/{benchmark_id}{path}"
        headers = {"authorization": f"Bearer {who.token}", "content-type": "application/json"}
        try:
            reply = await self._http.request(method, url, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise ServerAwayError(str(error) or type(error).__name__) from error
        if reply.status_code in PASSING:
            raise ServerAwayError(f"it answers {reply.status_code}")
        if reply.status_code in (404, 410):
            raise failed("benchmark_gone", "This benchmark is not on the server any more.")
        if not reply.is_success:
            why = f"The server refuses it with {reply.status_code}: {reply.text[:500]}"
            raise failed("refused", why)
        return reply.content
