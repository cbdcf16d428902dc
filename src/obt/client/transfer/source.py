"""The source's end: opens a model for a capability, and hands out its bytes.

Directly, by a server of its own that listens while something is open; or through OBT's server, by
uploading what it asks for. Only that model's blobs, only for who shows the capability.
"""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog

from obt.client.jobs.failure import JobFailedError
from obt.client.probes.reading import Missing
from obt.client.transfer import files
from obt.client.transfer.http import CHUNK, NOT_FOUND, Reply, Request, ThreadedServer, part
from obt.wire.transfer import (
    TransferClose,
    TransferOpen,
    TransferOpened,
    TransferOrder,
    TransferRead,
)

log = structlog.get_logger("obt.client.transfer")
UPLOAD_CHUNK = 256 * 1024

Upload = Callable[[TransferRead, Iterator[bytes]], Awaitable[None]]
Tell = Callable[[TransferOpened], None]


@dataclass(frozen=True)
class _Open:
    files: files.ModelFiles
    capability_hash: str
    until: float

    def allows(self, capability: str | None) -> bool:
        hashed = hashlib.sha256((capability or "").encode()).hexdigest()
        return hmac.compare_digest(hashed, self.capability_hash) and time.monotonic() < self.until


class Source:
    """`host` is where the direct path listens; None: everything goes through the server.

    `tell` leaves a frame for the server, `upload` sends the bytes of one read.
    """

    def __init__(
        self, folder: Callable[[], Path | Missing], host: str | None, tell: Tell, upload: Upload
    ) -> None:
        self._folder = folder
        self._host = host
        self._tell = tell
        self._upload = upload
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: dict[str, _Open] = {}  #: By `transfer_id` as a path has it
        self._server: ThreadedServer | None = None
        self._reads: set[object] = set()  #: Under way, in threads too

    @property
    def busy(self) -> bool:
        """Whether somebody reads from here."""
        return bool(self._reads)

    def handle(self, order: TransferOrder) -> None:
        """Take an order; returns at once."""
        match order:
            case TransferOpen():
                self._begin(self._opened(order))
            case TransferRead():
                if (chunks := self.read(order)) is not None:
                    self._begin(self._uploaded(order, chunks))
            case TransferClose():
                self.close(order)

    async def open(self, order: TransferOpen) -> TransferOpened:
        """What to tell the server: the manifest and where to read, or why not."""
        try:
            found = await asyncio.to_thread(files.find, self._folder(), order.model)
        except JobFailedError as error:
            return TransferOpened(transfer_id=order.transfer_id, error=error.error)
        self._forget_expired()
        until = time.monotonic() + order.expires_s
        self._open[str(order.transfer_id)] = _Open(found, order.capability_hash, until)
        log.info("a model may be read", model=order.model)
        return TransferOpened(
            transfer_id=order.transfer_id,
            manifest=found.manifest.decode(),
            url=self._url(order.transfer_id),
        )

    def close(self, order: TransferClose) -> None:
        self._open.pop(str(order.transfer_id), None)
        self._forget_expired()

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._open.clear()
        self._forget_expired()

    def read(self, order: TransferRead) -> Iterator[bytes] | None:
        """The bytes that the server asks for; None: they are not open."""
        opened = self._open.get(str(order.transfer_id))
        if opened is None or order.digest not in opened.files.sizes:
            return None
        path = opened.files.path(order.digest)
        return self._read(path, order.start, order.end, UPLOAD_CHUNK)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work, name="transfer")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _opened(self, order: TransferOpen) -> None:
        self._tell(await self.open(order))

    async def _uploaded(self, order: TransferRead, chunks: Iterator[bytes]) -> None:
        await self._upload(order, chunks)

    def _forget_expired(self) -> None:
        now = time.monotonic()
        self._open = {i: it for i, it in self._open.items() if it.until > now}
        if not self._open and self._server:
            server, self._server = self._server, None
            server.close()

    def _url(self, transfer_id: UUID) -> str | None:
        if self._host is None:
            return None
        if self._server is None:
            try:
                self._server = ThreadedServer(self._host, 0, self._answer)
            except OSError as error:
                log.warning("no direct path", host=self._host, why=str(error))
                return None
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._server.port}/transfers/{transfer_id}"

    def _answer(self, request: Request) -> Reply:
        """`/transfers/{id}/manifest`, `/transfers/{id}/blobs/{digest}`; in a thread."""
        match request.path.split("/"):
            case ["", "transfers", transfer_id, *what]:
                pass
            case _:
                return NOT_FOUND
        opened = self._open.get(transfer_id)
        if opened is None or not opened.allows(request.bearer):
            return NOT_FOUND
        match what:
            case ["manifest"]:
                return Reply(200, {}, opened.files.manifest, len(opened.files.manifest))
            case ["blobs", digest] if digest in opened.files.sizes:
                path = opened.files.path(digest)
                return part(
                    request.range,
                    opened.files.sizes[digest],
                    lambda start, end: self._read(path, start, end, CHUNK),
                )
            case _:
                return NOT_FOUND

    def _read(self, path: Path, start: int, end: int, chunk: int) -> Iterator[bytes]:
        """Raises OSError; ends early where the file does."""
        this = object()
        self._reads.add(this)
        try:
            with path.open("rb") as file:
                file.seek(start)
                left = end - start
                while left > 0 and (data := file.read(min(chunk, left))):
                    left -= len(data)
                    yield data
        finally:
            self._reads.discard(this)
