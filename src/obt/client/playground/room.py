"""Takes the server's orders, keeps what waits to be told, and ends everything with the link."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from obt.client.jobs.calls import Calls
from obt.client.node import ModelsBook, Node
from obt.client.ollama.access import Ollama
from obt.client.output import Generated, uncounted
from obt.wire.jobs import JobError
from obt.wire.playground import (
    MAX_PIECE,
    PlaygroundChunk,
    PlaygroundEnd,
    PlaygroundOrder,
    PlaygroundStart,
    PlaygroundStop,
    PlaygroundTold,
)

if TYPE_CHECKING:
    from obt.client.playground.chat import Chat

log = structlog.get_logger("obt.client.playground")

PAUSE_S = 0.05
"""Between two frames: twenty a second look like a stream, more only cost."""
MOST = 32
TOO_MANY = JobError(
    code="too_many", message=f"{MOST} prompts run on this machine already.", retryable=True
)


@dataclass
class _Stream:
    chat: "Chat"
    text: list[str] = field(default_factory=list)
    thinking: list[str] = field(default_factory=list)
    end: PlaygroundEnd | None = None


class Playground:
    """`tell` says to the link that `take` has something; a slow link gets more at a time."""

    def __init__(
        self,
        node: Node,
        book: ModelsBook,
        ollama: Ollama,
        tell: Callable[[], None],
        pause_s: float = PAUSE_S,
        calls: Calls | None = None,
        generated: Generated = uncounted,
    ) -> None:
        self._node = node
        self._book = book
        self._ollama = ollama
        self._tell = tell
        self._pause_s = pause_s
        self._calls = calls
        self._generated = generated
        self._streams: dict[UUID, _Stream] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._ended: list[PlaygroundEnd] = []
        self._timer: asyncio.TimerHandle | None = None

    def handle(self, order: PlaygroundOrder) -> None:
        """Returns at once."""
        match order:
            case PlaygroundStart() if order.stream_id not in self._tasks:
                self._start(order)
            case PlaygroundStop() if task := self._tasks.get(order.stream_id):
                task.cancel()
            case _:
                log.debug("nothing to do", order=order.type)

    @property
    def busy(self) -> bool:
        """Whether it asks this machine's Ollama for something."""
        return bool(self._tasks)

    def take(self) -> PlaygroundTold | None:
        """The next frame; `tell` is called again where more waits."""
        frame = self._next()
        if self._waits():
            self._tell()
        return frame

    def unlinked(self) -> None:
        """Nobody watches any more."""
        for task in self._tasks.values():
            task.cancel()
        self._streams.clear()
        self._ended.clear()
        if self._timer:
            self._timer.cancel()
            self._timer = None

    async def aclose(self) -> None:
        self.unlinked()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._calls:
            await self._calls.aclose()

    def _start(self, order: PlaygroundStart) -> None:
        if len(self._tasks) >= MOST:
            self._ended.append(PlaygroundEnd(stream_id=order.stream_id, error=TOO_MANY))
            self._tell()
            return
        from obt.client.playground.chat import Chat  # only who plays needs it

        details = self._book.details(order.model)
        chat = Chat(
            order,
            self._node.ollama.version,
            details.format if details else None,
            lambda text, thinking: self._said(stream, text, thinking),
        )
        stream = self._streams[order.stream_id] = _Stream(chat)
        task = asyncio.create_task(self._run(stream), name="playground")
        task.add_done_callback(lambda task: self._over(order.stream_id, stream, task))
        self._tasks[order.stream_id] = task

    async def _run(self, stream: _Stream) -> None:
        from obt.client.playground.chat import run

        self._calls = self._calls or Calls(self._ollama)
        stream.end = await run(stream.chat, self._calls)

    def _over(self, stream_id: UUID, stream: _Stream, task: asyncio.Task[None]) -> None:
        """Not in the task: one that is cancelled before its first step runs no line of it."""
        del self._tasks[stream_id]
        if task.cancelled():
            stream.end = stream.chat.end(stopped=True)
        self._tell()

    def _said(self, stream: _Stream, text: str, thinking: str) -> None:
        self._generated(1, 0.0)  # Ollama sends about one piece a token
        if text:
            stream.text.append(text)
        if thinking:
            stream.thinking.append(thinking)
        if stream.chat.pieces == 1:
            self._tell()  # what people wait for
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._pause_s, self._due)

    def _due(self) -> None:
        self._timer = None
        self._tell()

    def _waits(self) -> bool:
        streams = self._streams.values()
        return bool(self._ended) or any(s.text or s.thinking or s.end for s in streams)

    def _next(self) -> PlaygroundTold | None:
        if self._ended:
            return self._ended.pop(0)
        for stream_id, stream in self._streams.items():
            if stream.text or stream.thinking:
                # to the back: no stream waits for another that never pauses
                self._streams[stream_id] = self._streams.pop(stream_id)
                return PlaygroundChunk(
                    stream_id=stream_id,
                    text=_cut(stream.text),
                    thinking=_cut(stream.thinking),
                    pieces=stream.chat.pieces,
                    ttft_s=stream.chat.ttft_s,
                    elapsed_s=stream.chat.elapsed_s,
                )
            if stream.end:
                del self._streams[stream_id]
                return stream.end
        return None


def _cut(parts: list[str]) -> str:
    """What fits into a frame; the rest stays."""
    whole = "".join(parts)
    parts[:] = [whole[MAX_PIECE:]] if len(whole) > MAX_PIECE else []
    return whole[:MAX_PIECE]
