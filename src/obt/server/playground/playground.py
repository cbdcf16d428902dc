"""Where people's prompts and clients' answers meet. In memory: nothing of it is kept."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from obt.measure.catalogue import MetricName
from obt.server.core.clock import Clock
from obt.server.core.errors import ConflictError, NotFoundError, TooBigError, TooManyError
from obt.server.playground import words
from obt.server.playground.run import MAX_CHARS, Run, Stream
from obt.server.playground.schemas import Counters, PlaygroundCreate, StreamEnd
from obt.server.registry.outbox import Outboxes
from obt.server.registry.registry import Registry
from obt.server.views.clients import LinkState
from obt.wire.frames import MAX_FRAME_BYTES
from obt.wire.jobs import JobError
from obt.wire.playground import (
    FEATURE,
    PlaygroundChunk,
    PlaygroundEnd,
    PlaygroundStart,
    PlaygroundStop,
)

MAX_BYTES = MAX_FRAME_BYTES - 10_000  # of a prompt as it is sent; the rest is for names
METRICS: frozenset[str] = frozenset(get_args(MetricName))


@dataclass(frozen=True, slots=True)
class Limits:
    active: int = 16  #: Runs at a time
    ended: int = 100  #: Kept to be read once more
    ended_chars: int = 50_000_000
    linger_s: float = 600.0
    stop_s: float = 5.0  #: For a client to say that it stopped
    unread_s: float = 60.0  #: A run that nobody reads stops after so long


class Playground:
    """See `registry.ports.PlaygroundDesk`. `measuring` tells whether a client runs a benchmark."""

    def __init__(
        self,
        registry: Registry,
        outboxes: Outboxes,
        clock: Clock,
        measuring: Callable[[str], bool],
        limits: Limits | None = None,
    ) -> None:
        self._registry = registry
        self._outboxes = outboxes
        self._clock = clock
        self._measuring = measuring
        self._limits = limits or Limits()
        self._runs: dict[UUID, Run] = {}
        self._open: dict[UUID, tuple[Run, Stream]] = {}
        self._features: dict[str, frozenset[str]] = {}

    # people

    def start(self, wish: PlaygroundCreate) -> Run:
        """A pair that cannot be asked has ended already, and says why.

        Raises:
            NotFoundError: there is no such client.
            ConflictError: one of them is being measured.
            TooBigError: a client could not be sent so much at once.
            TooManyError: too many runs go on.
        """
        for client_id in dict.fromkeys(pair.client_id for pair in wish.pairs):
            name = self._registry.get(client_id).record.name
            if self._measuring(client_id):
                raise ConflictError(words.measuring(name))
        self._make_room()
        run, chat = Run(wish.pairs), wish.chat()
        orders = [
            PlaygroundStart(
                stream_id=stream.stream_id,
                model=stream.model,
                messages=chat,
                options=wish.options,
                think=wish.think,
                keep_alive=wish.keep_alive,
            )
            for stream in run.streams
        ]
        if len(orders[0].model_dump_json().encode()) > MAX_BYTES:
            raise TooBigError(f"Text and images may have {MAX_BYTES:,} bytes together.")
        self._runs[run.run_id] = run
        for stream, order in zip(run.streams, orders, strict=True):
            self._open[stream.stream_id] = run, stream
            if error := self._unable(stream.client_id):
                self._end(stream.stream_id, _failed(error))
            else:
                self._outboxes.put(stream.client_id, order)
        self.watch(run)
        return run

    def get(self, run_id: UUID) -> Run:
        """Raises NotFoundError."""
        if run := self._runs.get(run_id):
            return run
        raise NotFoundError("There is no such run here, or not any more.")

    def stop(self, run: Run, stream_ids: Sequence[UUID] | None = None) -> None:
        """Raises NotFoundError."""
        known = {stream.stream_id: stream for stream in run.streams}
        for stream_id in stream_ids or known:
            if stream_id not in known:
                raise NotFoundError(f"This run has no stream {stream_id}.")
            self._stop(known[stream_id])

    def watch(self, run: Run) -> None:
        """Nobody reads it now: it stops where nobody comes back."""
        if not run.done:
            loop = asyncio.get_running_loop()
            loop.call_later(self._limits.unread_s, self._stop_if_unread, run, run.readings)

    # clients

    def linked(self, client_id: str, features: Sequence[str]) -> None:
        self.unlinked(client_id)
        self._features[client_id] = frozenset(features)

    def told(self, client_id: str, told: PlaygroundChunk | PlaygroundEnd) -> None:
        run, stream = self._open.get(told.stream_id, (None, None))
        if run is None or stream is None or stream.client_id != client_id:
            if isinstance(told, PlaygroundChunk):
                self._outboxes.put(client_id, PlaygroundStop(stream_id=told.stream_id))
            return
        if isinstance(told, PlaygroundEnd):
            self._end(told.stream_id, _ended(told))
            return
        run.say(stream, told)
        if stream.chars > MAX_CHARS:
            self._outboxes.put(client_id, PlaygroundStop(stream_id=stream.stream_id))
            self._end(stream.stream_id, _failed(words.too_long(MAX_CHARS)))

    def unlinked(self, client_id: str) -> None:
        self._features.pop(client_id, None)
        lost = [s for _, s in self._open.values() if s.client_id == client_id]
        for stream in lost:
            self._end(stream.stream_id, _failed(words.link_lost(self._name(client_id))))

    # inside

    def _unable(self, client_id: str) -> JobError | None:
        client = self._registry.get(client_id)
        if client.hearing.link is LinkState.REST:
            return words.rest_only(client.record.name)
        if self._outboxes.get(client_id) is None or client_id not in self._features:
            return words.not_connected(client.record.name)
        if FEATURE not in self._features[client_id]:
            return words.too_old(client.record.name, client.record.client_version)
        return None

    def _stop(self, stream: Stream) -> None:
        if stream.end is not None or stream.stopping:
            return
        stream.stopping = True
        self._outboxes.put(stream.client_id, PlaygroundStop(stream_id=stream.stream_id))
        loop = asyncio.get_running_loop()
        loop.call_later(self._limits.stop_s, self._give_up, stream)

    def _give_up(self, stream: Stream) -> None:
        error = words.no_answer(self._name(stream.client_id), self._limits.stop_s)
        self._end(stream.stream_id, _failed(error))

    def _stop_if_unread(self, run: Run, readings: int) -> None:
        """Nobody has come since: a later leave has a timer of its own."""
        if run.readings == readings:
            self.stop(run)

    def _end(self, stream_id: UUID, end: StreamEnd) -> None:
        run, stream = self._open.pop(stream_id, (None, None))
        if run is not None and stream is not None:
            run.end(stream, end)
            if run.done:
                run.ended_at = self._clock.monotonic()

    def _make_room(self) -> None:
        """Raises TooManyError."""
        limits, now = self._limits, self._clock.monotonic()
        ended = [run for run in self._runs.values() if run.ended_at is not None]
        if len(self._runs) - len(ended) >= limits.active:
            detail = f"{limits.active} runs go on already: stop one, or wait."
            raise TooManyError(detail, retry_after_s=5)
        chars = sum(run.chars for run in ended)
        for n, run in enumerate(ended):
            old = now - (run.ended_at or now) > limits.linger_s
            if not old and len(ended) - n < limits.ended and chars <= limits.ended_chars:
                break
            chars -= run.chars
            del self._runs[run.run_id]

    def _name(self, client_id: str) -> str:
        client = self._registry.find(client_id)
        return client.record.name if client else client_id


def _failed(error: JobError) -> StreamEnd:
    return StreamEnd(
        outcome="failed", done_reason=None, error=error, counters=Counters(), metrics={}
    )


def _ended(told: PlaygroundEnd) -> StreamEnd:
    known = Counters.model_fields.keys() & told.counters.keys()
    return StreamEnd(
        outcome="failed" if told.error else "stopped" if told.stopped else "done",
        done_reason=told.done_reason,
        error=told.error,
        counters=Counters(**{name: told.counters[name] for name in known}),
        metrics={name: value for name, value in told.metrics.items() if name in METRICS},
    )
