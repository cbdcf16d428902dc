"""Which queued job may begin now: in memory, without I/O, each decision in constant time.

On one client jobs that touch the same model go one after another, in the order filed; each keeps
its place through its retries. Bulk jobs (they move gigabytes) are few at a time, on a client and in
the fleet; a job that must be alone waits for the others to end, and younger ones wait for it.
"""

import heapq
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from uuid import UUID

from obt.wire.operations import Operation, Update


class Lane(Enum):
    BULK = auto()  #: Moves gigabytes
    ALONE = auto()  #: Nothing beside it on its client: it measures
    FREE = auto()


class Wait(Enum):
    """What keeps a queued job from beginning."""

    CLIENT = auto()  #: Is not connected
    NEXT_TRY = auto()  #: A back-off
    MODEL = auto()  #: An older job touches the same model
    BULK = auto()  #: Enough bulk jobs run on this client
    ALONE = auto()  #: One that must be alone runs there, or waits for its turn
    OTHERS = auto()  #: This one must be alone, or too many run there
    FLEET = auto()  #: Enough bulk jobs run in the fleet


@dataclass(frozen=True, slots=True)
class Limits:
    bulk_per_client: int = 2
    bulk_in_fleet: int = 10
    free_per_client: int = 8  # what one Ollama is asked side by side at most


def lane_of(operation: Operation) -> Lane:
    if operation.kind == "benchmark":
        return Lane.ALONE
    if isinstance(operation, Update) and operation.dry_run:
        return Lane.FREE
    return Lane.BULK if operation.kind in ("pull", "push", "update", "transfer") else Lane.FREE


class _Place(Enum):
    BLOCKED = auto()
    LATER = auto()
    READY = auto()
    RUNNING = auto()


@dataclass(slots=True)
class Ticket:
    job_id: UUID
    number: int
    client_id: str
    lane: Lane
    touches: frozenset[str]
    place: _Place = _Place.BLOCKED


_Heap = list[tuple[float, UUID]]


@dataclass(slots=True)
class _Yard:
    """One client's jobs."""

    chains: dict[str, OrderedDict[UUID, None]] = field(default_factory=dict)
    ready: dict[Lane, _Heap] = field(default_factory=lambda: {lane: [] for lane in Lane})
    running: dict[Lane, int] = field(default_factory=lambda: dict.fromkeys(Lane, 0))


class Dispatch:
    """`connected` tells whether orders reach a client now. Times are monotonic seconds."""

    def __init__(self, limits: Limits, connected: Callable[[str], bool]) -> None:
        self._limits = limits
        self._connected = connected
        self._tickets: dict[UUID, Ticket] = {}
        self._yards: dict[str, _Yard] = {}
        self._later: _Heap = []
        self._bulk_running = 0
        # sets that keep their order: who waited longest is looked at first
        self._awake: dict[str, None] = {}
        self._starved: dict[str, None] = {}

    def add(self, ticket: Ticket, *, running: bool = False) -> None:
        """A job at the end of the queue; after a restart, also those that run."""
        self._tickets[ticket.job_id] = ticket
        yard = self._yards.setdefault(ticket.client_id, _Yard())
        for touched in ticket.touches:
            yard.chains.setdefault(touched, OrderedDict())[ticket.job_id] = None
        if running:
            self._begin(ticket, yard)
        else:
            self._advance(ticket, yard)

    def remove(self, job_id: UUID) -> None:
        """It has ended, wherever it stood."""
        ticket = self._tickets.pop(job_id)
        yard = self._yards[ticket.client_id]
        if ticket.place is _Place.RUNNING:
            self._stop(ticket, yard)
        freed: set[UUID] = set()
        for touched in ticket.touches:
            chain = yard.chains[touched]
            del chain[job_id]
            if chain:
                freed.add(next(iter(chain)))
            else:
                del yard.chains[touched]
        for other in freed:
            if self._tickets[other].place is _Place.BLOCKED:
                self._advance(self._tickets[other], yard)
        self.wake(ticket.client_id)

    def requeue(self, job_id: UUID, not_before: float) -> None:
        """It ran, and waits for its next try; what touches the same model waits behind it."""
        ticket = self._tickets[job_id]
        self._stop(ticket, self._yards[ticket.client_id])
        ticket.place = _Place.LATER
        heapq.heappush(self._later, (not_before, job_id))
        self.wake(ticket.client_id)

    def wake(self, client_id: str) -> None:
        """Look at its jobs again: it has connected, or something there has changed."""
        if client_id in self._yards:
            self._awake[client_id] = None

    def take(self, now: float) -> list[Ticket]:
        """The jobs that begin now; each counts as running from here on."""
        while self._later and self._later[0][0] <= now:
            _, job_id = heapq.heappop(self._later)
            ticket = self._tickets.get(job_id)
            if ticket and ticket.place is _Place.LATER:
                self._advance(ticket, self._yards[ticket.client_id])
        taken: list[Ticket] = []
        while self._awake:
            self._look(_first(self._awake), taken)
        while self._starved and self._fleet_has_room():
            self._look(_first(self._starved), taken)
        return taken

    def next_due(self) -> float:
        """When a back-off ends; infinity = none."""
        return self._later[0][0] if self._later else math.inf

    def waits_for(self, job_id: UUID) -> Wait | None:
        """None: nothing, or it runs."""
        ticket = self._tickets[job_id]
        yard = self._yards[ticket.client_id]
        if ticket.place is _Place.RUNNING:
            return None
        if not self._connected(ticket.client_id):
            return Wait.CLIENT
        if ticket.place is _Place.LATER:
            return Wait.NEXT_TRY
        if ticket.place is _Place.BLOCKED:
            return Wait.MODEL
        if yard.running[Lane.ALONE] or self._held(yard, ticket):
            return Wait.ALONE
        if self._full(yard, ticket.lane):
            return Wait.BULK if ticket.lane is Lane.BULK else Wait.OTHERS
        if ticket.lane is Lane.BULK and not self._fleet_has_room():
            return Wait.FLEET
        return None

    def _look(self, client_id: str, taken: list[Ticket]) -> None:
        yard = self._yards[client_id]
        if not self._connected(client_id):
            return
        while ticket := self._next(client_id, yard):
            heapq.heappop(yard.ready[ticket.lane])
            self._begin(ticket, yard)
            taken.append(ticket)

    def _next(self, client_id: str, yard: _Yard) -> Ticket | None:
        """The oldest that may begin."""
        if yard.running[Lane.ALONE]:
            return None
        heads = [head for lane in Lane if (head := self._head(yard, lane))]
        for head in sorted(heads, key=lambda ticket: ticket.number):
            if self._full(yard, head.lane):
                if head.lane is Lane.ALONE:
                    return None
            elif head.lane is Lane.BULK and not self._fleet_has_room():
                self._starved[client_id] = None
            else:
                return head
        return None

    def _head(self, yard: _Yard, lane: Lane) -> Ticket | None:
        heap = yard.ready[lane]
        while heap:
            ticket = self._tickets.get(heap[0][1])
            if ticket and ticket.place is _Place.READY:
                return ticket
            heapq.heappop(heap)
        return None

    def _held(self, yard: _Yard, ticket: Ticket) -> bool:
        """An older one there must be alone, and waits for its turn."""
        alone = self._head(yard, Lane.ALONE)
        return alone is not None and alone.number < ticket.number

    def _full(self, yard: _Yard, lane: Lane) -> bool:
        match lane:
            case Lane.BULK:
                return yard.running[Lane.BULK] >= self._limits.bulk_per_client
            case Lane.ALONE:
                return any(yard.running.values())
            case Lane.FREE:
                return yard.running[Lane.FREE] >= self._limits.free_per_client

    def _fleet_has_room(self) -> bool:
        return self._bulk_running < self._limits.bulk_in_fleet

    def _advance(self, ticket: Ticket, yard: _Yard) -> None:
        """Ready, when nothing older touches its models."""
        first = all(next(iter(yard.chains[t])) == ticket.job_id for t in ticket.touches)
        ticket.place = _Place.READY if first else _Place.BLOCKED
        if first:
            heapq.heappush(yard.ready[ticket.lane], (ticket.number, ticket.job_id))
            self.wake(ticket.client_id)

    def _begin(self, ticket: Ticket, yard: _Yard) -> None:
        ticket.place = _Place.RUNNING
        yard.running[ticket.lane] += 1
        self._bulk_running += ticket.lane is Lane.BULK

    def _stop(self, ticket: Ticket, yard: _Yard) -> None:
        yard.running[ticket.lane] -= 1
        self._bulk_running -= ticket.lane is Lane.BULK


def _first(ordered: dict[str, None]) -> str:
    key = next(iter(ordered))
    del ordered[key]
    return key
