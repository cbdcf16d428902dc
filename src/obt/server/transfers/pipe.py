"""Bytes from one request to another: the source uploads, the target downloads."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import TypeVar

T = TypeVar("T")

DEPTH = 8  # chunks of at most 256 kB: 2 MB for each read under way, whatever its size
PATIENCE_S = 60.0  # neither side may stand still for longer


class BrokenError(Exception):
    """The other side is gone, or too slow."""


class Pipe:
    """For exactly `size` bytes."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(DEPTH)
        self._broken = asyncio.Event()

    def abort(self) -> None:
        self._broken.set()

    async def fill(self, chunks: AsyncIterator[bytes]) -> None:
        """Raises BrokenError; also where more or fewer bytes come than are due."""
        filled = False
        try:
            left = self.size
            async for chunk in chunks:
                left -= len(chunk)
                if left < 0:
                    raise BrokenError("more bytes than asked for")
                if chunk:
                    await self._unless_broken(self._queue.put(chunk))
            if left > 0:
                raise BrokenError(f"{left} bytes are missing")
            await self._unless_broken(self._queue.put(None))
            filled = True
        finally:
            if not filled:
                self.abort()

    async def drain(self) -> AsyncIterator[bytes]:
        """Raises BrokenError."""
        try:
            while (chunk := await self._unless_broken(self._queue.get())) is not None:
                yield chunk
        finally:
            self.abort()  # nobody reads any more: whoever fills must not wait

    async def _unless_broken(self, doing: Coroutine[None, None, T]) -> T:
        step = asyncio.ensure_future(doing)
        broken = asyncio.ensure_future(self._broken.wait())
        try:
            await asyncio.wait(
                {step, broken}, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
            )
            if not step.done():
                raise BrokenError("the other side is gone")
            return step.result()
        finally:
            step.cancel()
            broken.cancel()
