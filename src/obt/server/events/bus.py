"""The event bus: one writer, many dashboards.

Invariant: a subscriber sees every fact, in order, or a fresh snapshot instead; of state updates
(those with a `key`) it sees at least the latest of each key. What waits for one subscriber never
exceeds `MAX_FACTS` facts of `MAX_BYTES` bytes, and one update per key, however slowly it
reads. Every event is serialised once, whoever listens, and not at all when nobody does.
"""

import asyncio
import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from obt.server.events.schemas import AnyEvent

SEQ = re.compile(r"[0-9]{1,18}")
MAX_FACTS = 2_000
MAX_BYTES = 16_000_000  # a list of 10,000 models is one fact of 4 MB
REMEMBERED = 5_000  # events kept for `Last-Event-ID`, about 3 MB at a beat's size
LINGER = 2_000  # so many events after the last reader left, it may come back and resume


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Packet:
    """One event as it goes out. `key` names the state it updates; None = a fact."""

    seq: int
    type: str
    data: bytes  #: JSON
    key: str | None = None


class _Recent:
    """The latest packets, bounded by number and by size."""

    def __init__(self) -> None:
        self._packets: deque[Packet] = deque()
        self._bytes = 0

    def add(self, packet: Packet) -> None:
        self._packets.append(packet)
        self._bytes += len(packet.data)
        while len(self._packets) > REMEMBERED or self._bytes > MAX_BYTES:
            self._bytes -= len(self._packets.popleft().data)

    def clear(self) -> None:
        self._packets.clear()
        self._bytes = 0

    def after(self, seq: int) -> list[Packet] | None:
        """None where something of it is no longer remembered."""
        if not self._packets or self._packets[0].seq > seq + 1:
            return None
        return [packet for packet in self._packets if packet.seq > seq]


class Subscriber:
    """One reader's bounded backlog."""

    def __init__(self, snapshot: Callable[[], Packet]) -> None:
        self._snapshot = snapshot
        # keyed by coalescing key or by seq, in order of first arrival since last read
        self._waiting: OrderedDict[str | int, Packet] = OrderedDict()
        self._facts = self._bytes = 0
        self._stale = False
        self._closed = False
        self._wake = asyncio.Event()

    def offer(self, packet: Packet) -> None:
        if self._stale:
            return
        if packet.key is None:
            self._facts += 1
            self._bytes += len(packet.data)
            if self._facts > MAX_FACTS or self._bytes > MAX_BYTES:
                self.resnapshot()
                return
        # a newer update takes the older one's data but must stay behind facts that came between
        key = packet.key or packet.seq
        self._waiting.pop(key, None)
        self._waiting[key] = packet
        self._wake.set()

    def resnapshot(self) -> None:
        """Replace everything that waits by one snapshot, taken when it is read."""
        self._waiting.clear()
        self._facts = self._bytes = 0
        self._stale = True
        self._wake.set()

    def close(self) -> None:
        self._closed = True
        self._wake.set()

    async def next(self) -> Packet | None:
        """The next packet to send; None = the bus is closed."""
        while not (self._waiting or self._stale or self._closed):
            self._wake.clear()
            await self._wake.wait()
        if self._closed:
            return None
        if self._stale:
            self._stale = False
            return self._snapshot()
        _, packet = self._waiting.popitem(last=False)
        if packet.key is None:
            self._facts -= 1
            self._bytes -= len(packet.data)
        return packet

    def __len__(self) -> int:
        return len(self._waiting)


class Bus:
    """`epoch` names this life of the server; `seq` rises by one with every event in it."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        self.seq = 0
        self._subscribers: set[Subscriber] = set()
        self._recent = _Recent()
        self._unheard = LINGER  # events since the last reader left

    @property
    def subscribers(self) -> int:
        return len(self._subscribers)

    def publish(self, make: Callable[[int], AnyEvent], key: str | None = None) -> None:
        """`make` gets the event's `seq`; it is not called when nobody could ever read it."""
        self.seq += 1
        if not self._subscribers:
            self._unheard += 1
            if self._unheard > LINGER:
                self._recent.clear()
                return
        event = make(self.seq)
        packet = Packet(self.seq, event.type, event.model_dump_json().encode(), key)
        self._recent.add(packet)
        for subscriber in self._subscribers:
            subscriber.offer(packet)

    def since(self, last_event_id: str | None) -> list[Packet] | None:
        """What followed that event, or None when a snapshot is needed."""
        epoch, _, digits = (last_event_id or "").partition("-")
        if epoch != self.epoch or not SEQ.fullmatch(digits) or int(digits) > self.seq:
            return None
        seq = int(digits)
        return [] if seq == self.seq else self._recent.after(seq)

    def close(self) -> None:
        """At the stop of the server: every stream ends."""
        for subscriber in self._subscribers:
            subscriber.close()

    @contextmanager
    def subscribe(
        self, snapshot: Callable[[], Packet], last_event_id: str | None = None
    ) -> Iterator[Subscriber]:
        """Starts with what was missed since `last_event_id`, or with a snapshot."""
        subscriber = Subscriber(snapshot)
        missed = self.since(last_event_id)
        if missed is None:
            subscriber.resnapshot()
        else:
            for packet in missed:
                subscriber.offer(packet)
        self._subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)
            self._unheard = 0
