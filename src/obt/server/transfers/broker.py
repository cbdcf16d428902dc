"""What may be read by whom: one grant for each transfer that runs. In memory: a transfer that loses
its server fails, is tried again, and goes on where Ollama was.
"""

import asyncio
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from obt.server.core.clock import Clock
from obt.server.core.errors import BadRequestError, ConflictError, NotFoundError
from obt.server.core.locks import same
from obt.server.registry.outbox import Outboxes
from obt.server.registry.ports import JobDesk
from obt.server.transfers.pipe import Pipe
from obt.server.views.clients import LinkState
from obt.wire.transfer import (
    TransferClose,
    TransferGrant,
    TransferOpen,
    TransferOpened,
    TransferRead,
)

ANSWER_S = 15.0
LIFE_S = 12 * 3600.0  # a capability dies with its job; this is for jobs that never say so


@dataclass
class Transfer:
    transfer_id: UUID
    source: str
    target: str
    capability_hash: str
    until: float
    manifest: bytes = b""
    sizes: dict[str, int] = field(default_factory=dict)
    reads: dict[UUID, Pipe] = field(default_factory=dict)


class Broker:
    def __init__(
        self,
        outboxes: Outboxes,
        link: Callable[[str], LinkState],
        jobs: JobDesk,
        clock: Clock,
    ) -> None:
        self._outboxes = outboxes
        self._link = link
        self._jobs = jobs
        self._clock = clock
        self._transfers: dict[UUID, Transfer] = {}
        self._asked: dict[UUID, tuple[str, asyncio.Future[TransferOpened]]] = {}

    async def grant(self, client_id: str, job_id: UUID) -> TransferGrant:
        """For a transfer that runs on this client.

        Raises:
            NotFoundError: no such job runs there.
            ConflictError: the source cannot give it now; says why.
            BadRequestError: it never can, as things are there.
        """
        wanted = self._jobs.transfer(client_id, job_id)
        if wanted is None:
            raise NotFoundError("No such transfer runs on this client.")
        source, model = wanted
        if self._jobs.measuring(source):
            raise ConflictError(f"{source} measures: try again when its benchmark is done.")
        capability = secrets.token_urlsafe(32)
        transfer = Transfer(
            transfer_id=uuid4(),
            source=source,
            target=client_id,
            capability_hash=hashlib.sha256(capability.encode()).hexdigest(),
            until=self._clock.monotonic() + LIFE_S,
        )
        opened = await self._ask(transfer, model)
        if opened.error is not None or opened.manifest is None:
            why = opened.error.message if opened.error else "it gave no manifest"
            passes = opened.error is not None and opened.error.retryable
            kind = ConflictError if passes else BadRequestError
            raise kind(f"{source} cannot give '{model}': {why}")
        transfer.manifest = opened.manifest.encode()
        transfer.sizes = _sizes(transfer.manifest)
        self._forget_expired()
        self._transfers[transfer.transfer_id] = transfer
        return TransferGrant(
            transfer_id=transfer.transfer_id, capability=capability, url=opened.url
        )

    def opened(self, client_id: str, told: TransferOpened) -> None:
        source, answer = self._asked.get(told.transfer_id, (None, None))
        if source == client_id and answer is not None and not answer.done():
            answer.set_result(told)

    def find(self, transfer_id: UUID, capability: str | None) -> Transfer:
        """Raises NotFoundError: whoever has not the capability learns nothing."""
        transfer = self._transfers.get(transfer_id)
        hashed = hashlib.sha256((capability or "").encode()).hexdigest()
        if (
            transfer is None
            or not same(hashed, transfer.capability_hash)
            or transfer.until < self._clock.monotonic()
        ):
            raise NotFoundError("There is nothing here.")
        return transfer

    def read(self, transfer: Transfer, digest: str, start: int, end: int) -> tuple[UUID, Pipe]:
        """Asks the source for these bytes; they come through the pipe."""
        read_id, pipe = uuid4(), Pipe(end - start)
        transfer.reads[read_id] = pipe
        order = TransferRead(
            transfer_id=transfer.transfer_id,
            read_id=read_id,
            digest=digest,
            start=start,
            end=end,
        )
        self._outboxes.put(transfer.source, order)
        return read_id, pipe

    def upload(self, client_id: str, transfer_id: UUID, read_id: UUID) -> Pipe:
        """Where the source's bytes go. Raises NotFoundError."""
        transfer = self._transfers.get(transfer_id)
        if transfer is None or transfer.source != client_id or read_id not in transfer.reads:
            raise NotFoundError("Nobody waits for these bytes.")
        return transfer.reads.pop(read_id)

    def close(self, transfer: Transfer) -> None:
        self._transfers.pop(transfer.transfer_id, None)
        for pipe in transfer.reads.values():
            pipe.abort()
        self._outboxes.put(transfer.source, TransferClose(transfer_id=transfer.transfer_id))

    async def _ask(self, transfer: Transfer, model: str) -> TransferOpened:
        """Raises ConflictError."""
        match self._link(transfer.source):
            case LinkState.NONE:
                raise ConflictError(f"{transfer.source} is not connected.")
            case LinkState.REST:  # a beat's answer carries nothing of transfers
                raise ConflictError(
                    f"{transfer.source} beats over REST only (something on the way blocks "
                    "WebSockets): nothing can be read from there."
                )
            case LinkState.WEBSOCKET:
                pass
        answer = asyncio.get_running_loop().create_future()
        self._asked[transfer.transfer_id] = (transfer.source, answer)
        order = TransferOpen(
            transfer_id=transfer.transfer_id,
            model=model,
            capability_hash=transfer.capability_hash,
            expires_s=LIFE_S,
        )
        self._outboxes.put(transfer.source, order)
        try:
            async with asyncio.timeout(ANSWER_S):
                told: TransferOpened = await answer
        except TimeoutError as error:
            raise ConflictError(f"{transfer.source} does not answer.") from error
        finally:
            del self._asked[transfer.transfer_id]
        return told

    def _forget_expired(self) -> None:
        now = self._clock.monotonic()
        for transfer in [t for t in self._transfers.values() if t.until < now]:
            self.close(transfer)


def _sizes(manifest: bytes) -> dict[str, int]:
    """Raises ConflictError."""
    try:
        read = json.loads(manifest)
        return {it["digest"]: int(it["size"]) for it in (read["config"], *read["layers"])}
    except (ValueError, KeyError, TypeError) as error:
        raise ConflictError("The source's manifest is none.") from error
