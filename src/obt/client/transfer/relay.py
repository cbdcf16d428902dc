"""A transfer's calls to OBT's server: for a grant, to end it, and to upload what is asked for."""

from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import urlsplit
from uuid import UUID

import anyio.to_thread
import httpx
import structlog
from pydantic import ValidationError

from obt.client.identity import Identity
from obt.client.jobs.failure import failed
from obt.client.ollama.address import is_loopback
from obt.wire.transfer import TransferAsk, TransferGrant, TransferRead

log = structlog.get_logger("obt.client.transfer")


class Relay:
    """`identity` is who this client is now; none before it is registered."""

    def __init__(self, server_url: str, identity: Callable[[], Identity | None]) -> None:
        self.trust_env = not is_loopback(urlsplit(server_url).hostname or "")
        self._api = f"{server_url}/api/v1"
        self._identity = identity
        self._http = httpx.AsyncClient(timeout=60.0, trust_env=self.trust_env)

    async def aclose(self) -> None:
        await self._http.aclose()

    def base(self, transfer_id: UUID) -> str:
        """Where to read when the source itself is out of reach."""
        return f"{self._api}/transfers/{transfer_id}"

    async def grant(self, job_id: UUID) -> TransferGrant:
        """Raises JobFailedError."""
        who = self._who()
        url = f"{self._api}/clients/{who.client_id}/transfers"
        content = TransferAsk(job_id=job_id).model_dump_json()
        headers = {"authorization": f"Bearer {who.token}", "content-type": "application/json"}
        try:
            reply = await self._http.post(url, content=content, headers=headers)
            if reply.status_code in (400, 409):
                why = str(reply.json()["detail"])
                raise failed("source_unavailable", why, retryable=reply.status_code == 409)
            return TransferGrant.model_validate_json(reply.raise_for_status().content)
        except (httpx.HTTPError, ValidationError) as error:
            why = f"OBT's server does not grant it: {error}"
            raise failed("server_unreachable", why, retryable=True) from error

    async def end(self, grant: TransferGrant) -> None:
        headers = {"authorization": f"Bearer {grant.capability}"}
        try:
            await self._http.delete(self.base(grant.transfer_id), headers=headers)
        except httpx.HTTPError as error:
            log.debug("the server will forget it by itself", why=str(error))

    async def upload(self, order: TransferRead, chunks: Iterator[bytes]) -> None:
        """Send what the server asked for; where that fails, the target asks again."""
        who = self._who()
        url = f"{self._api}/clients/{who.client_id}"
        url += f"/transfers/{order.transfer_id}/reads/{order.read_id}"
        headers = {
            "authorization": f"Bearer {who.token}",
            "content-length": str(order.end - order.start),
            "content-type": "application/octet-stream",
        }
        try:
            reply = await self._http.post(url, content=_aside(chunks), headers=headers)
            if not reply.is_success:
                log.info("a read is over", status=reply.status_code)
        except (httpx.HTTPError, OSError) as error:
            log.info("a read broke off", why=str(error) or type(error).__name__)

    def _who(self) -> Identity:
        who = self._identity()
        if who is None:
            raise failed("server_unreachable", "Not registered at OBT's server.", retryable=True)
        return who


async def _aside(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Files are read in a thread: a slow disk must not stop the beats."""
    while (chunk := await anyio.to_thread.run_sync(next, chunks, None)) is not None:
        yield chunk
