"""The answers to one prompt, in memory, and whoever reads them: a reader that was away gets what it
missed, or all of it again; what is kept for that is bounded by the answers' own length.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID, uuid4

from obt.server.playground.schemas import (
    Pair,
    PlaygroundRun,
    PlaygroundStream,
    PlaygroundUpdate,
    StreamEnd,
    StreamState,
    StreamUpdate,
)
from obt.wire.playground import PlaygroundChunk

KEPT_PIECES = 600  # half a minute at twenty a second: who was away for longer gets all of it
MAX_CHARS = 1_000_000


class _Part(NamedTuple):
    seq: int
    text: str
    thinking: str


@dataclass
class Stream:
    client_id: str
    model: str
    stream_id: UUID = field(default_factory=uuid4)
    end: StreamEnd | None = None
    stopping: bool = False
    chars: int = 0
    seq: int = 0  #: Of its last change
    folded: int = 0  #: Up to this one, parts are put together
    _parts: list[_Part] = field(default_factory=list)
    _last: PlaygroundChunk | None = None

    @property
    def state(self) -> StreamState:
        if self.end is not None:
            return "ended"
        return "running" if self._last else "waiting"

    def say(self, seq: int, chunk: PlaygroundChunk) -> None:
        self.seq, self._last = seq, chunk
        self.chars += len(chunk.text) + len(chunk.thinking)
        self._parts.append(_Part(seq, chunk.text, chunk.thinking))
        if len(self._parts) > 2 * KEPT_PIECES:
            old = self._parts[:-KEPT_PIECES]
            self.folded = old[-1].seq
            self._parts[:-KEPT_PIECES] = [_together(old)]

    def since(self, seq: int) -> StreamUpdate:
        """What came after `seq`; 0 = all of it."""
        new = _together([part for part in self._parts if part.seq > seq])
        return StreamUpdate(
            stream_id=self.stream_id,
            state=self.state,
            text=new.text,
            thinking=new.thinking,
            pieces=self._last.pieces if self._last else 0,
            ttft_s=self._last.ttft_s if self._last else None,
            elapsed_s=self._last.elapsed_s if self._last else None,
            end=self.end,
        )


def _together(parts: Sequence[_Part]) -> _Part:
    return _Part(
        parts[-1].seq if parts else 0,
        "".join(part.text for part in parts),
        "".join(part.thinking for part in parts),
    )


class Run:
    """`seq` rises with every change of any of its streams."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.run_id = uuid4()
        self.streams = [Stream(pair.client_id, pair.model) for pair in pairs]
        self.seq = 0
        self.ended_at: float | None = None  #: Monotonic
        self.closed = False
        self.readings = 0  #: How often somebody began to read
        self._readers: set[asyncio.Event] = set()

    @property
    def done(self) -> bool:
        return all(stream.end is not None for stream in self.streams)

    @property
    def read(self) -> bool:
        return bool(self._readers)

    @property
    def chars(self) -> int:
        return sum(stream.chars for stream in self.streams)

    def view(self) -> PlaygroundRun:
        streams = [
            PlaygroundStream(
                stream_id=it.stream_id, client_id=it.client_id, model=it.model, state=it.state
            )
            for it in self.streams
        ]
        return PlaygroundRun(run_id=self.run_id, streams=streams)

    def say(self, stream: Stream, chunk: PlaygroundChunk) -> None:
        self.seq += 1
        stream.say(self.seq, chunk)
        self._wake()

    def end(self, stream: Stream, end: StreamEnd) -> None:
        self.seq += 1
        stream.seq, stream.end = self.seq, end
        self._wake()

    def close(self) -> None:
        """Whoever reads is sent away."""
        self.closed = True
        self._wake()

    def since(self, seq: int | None) -> PlaygroundUpdate:
        """None: from the start."""
        known = seq is not None and max(s.folded for s in self.streams) <= seq <= self.seq
        after = seq if seq is not None and known else 0
        changed = [s for s in self.streams if s.seq > after] if known else self.streams
        return PlaygroundUpdate(
            seq=self.seq,
            full=not known,
            streams=[stream.since(after) for stream in changed],
            done=self.done,
        )

    @contextmanager
    def reading(self) -> Iterator[asyncio.Event]:
        """An event that is set with every change."""
        woken = asyncio.Event()
        self._readers.add(woken)
        self.readings += 1
        try:
            yield woken
        finally:
            self._readers.discard(woken)

    def _wake(self) -> None:
        for reader in self._readers:
            reader.set()
