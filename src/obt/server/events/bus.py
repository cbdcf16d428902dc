"""The event bus: one writer, many dashboards.

Invariant: a subscriber sees every fact, in order, or a fresh snapshot instead; of state updates
(those with a `key`) it sees at least the latest of each key. What waits for one subscriber never
exceeds `MAX_FACTS` facts and one update per key, however slowly it reads. Every event is serialised
once, whoever listens, and not at all when nobody does.
"""

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from obt.server.events.schemas import AnyEvent

MAX_FACTS = 2_000
REMEMBERED = 5_000  # events kept for `Last-Event-ID`, about 3 MB at a beat's size


@dataclass(frozen=True, slots=True)
class Packet:
    """One event as it goes out. `key` names the state it updates; None = a fact."""

    seq: int
    type: str
    data: str
    key: str | None = None


class Subscriber:
    """One reader's bounded backlog."""

    def __init__(self, snapshot: Callable[[], Packet]) -> None:
        self._snapshot = snapshot
        # keyed by coalescing key or by seq, in order of first arrival since last read
        self._waiting: OrderedDict[str | int, Packet] = OrderedDict()
        self._facts = 0
        self._stale = False
        self._closed = False
        self._wake = asyncio.Event()

    def offer(self, packet: Packet) -> None:
        if self._stale:
            return
        if packet.key is None:
            self._facts += 1
            if self._facts > MAX_FACTS:
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
        self._facts = 0
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
        return packet

    def __len__(self) -> int:
        return len(self._waiting)


class Bus:
    """`epoch` names this life of the server; `seq` rises by one with every event in it."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        self.seq = 0
        self._subscribers: set[Subscriber] = set()
        self._recent: deque[Packet] = deque(maxlen=REMEMBERED)

    @property
    def subscribers(self) -> int:
        return len(self._subscribers)

    def publish(self, make: Callable[[int], AnyEvent], key: str | None = None) -> None:
        """`make` gets the event's `seq`; it is not called when nobody could ever read it."""
        self.seq += 1
        if not self._subscribers:
            # a later reader starts with a snapshot: what came before needs no memory
            self._recent.clear()
            return
        event = make(self.seq)
        packet = Packet(self.seq, event.type, event.model_dump_json(), key)
        self._recent.append(packet)
        for subscriber in self._subscribers:
            subscriber.offer(packet)

    def since(self, last_event_id: str | None) -> list[Packet] | None:
        """What followed that event, or None when a snapshot is needed."""
        epoch, _, seq = (last_event_id or "").partition("-")
        if epoch != self.epoch or not seq.isdigit() or int(seq) > self.seq:
            return None
        if int(seq) == self.seq:
            return []
        if not self._recent or self._recent[0].seq > int(seq) + 1:
            return None
        return [packet for packet in self._recent if packet.seq > int(seq)]

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
