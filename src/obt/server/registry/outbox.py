"""What waits to be sent to each client: filled by services, drained by its link or REST beat."""

import asyncio
from collections import deque

from obt.wire.frames import Resync
from obt.wire.jobs import JobAssigned, JobCancel, JobSettled
from obt.wire.transfer import TransferClose, TransferOpen, TransferRead

JobOrders = JobAssigned | JobCancel | JobSettled
Transferring = TransferOpen | TransferRead | TransferClose
Order = JobOrders | Resync | Transferring
BOUND = 10_000  # a client that reads nothing for so many orders is as good as gone


class OverflownError(Exception):
    """The client does not take what is sent to it."""


class Outbox:
    """One client's. Only a connected client has one: for others nothing needs to wait here.

    When it overflows it keeps nothing more: its client has to link anew, and orders are then
    derived again from the database.
    """

    def __init__(self) -> None:
        self._orders: deque[Order] = deque()
        self._overflown = False
        self._wake = asyncio.Event()

    def put(self, order: Order) -> None:
        self._overflown = self._overflown or len(self._orders) >= BOUND
        if not self._overflown:
            self._orders.append(order)
        self._wake.set()

    async def next(self) -> Order:
        """Raises OverflownError."""
        while not self._orders and not self._overflown:
            self._wake.clear()
            await self._wake.wait()
        self._check()
        return self._orders.popleft()

    def drain(self) -> list[Order]:
        """Raises OverflownError."""
        self._check()
        orders = list(self._orders)
        self._orders.clear()
        return orders

    def _check(self) -> None:
        if self._overflown:
            raise OverflownError


class Outboxes:
    def __init__(self) -> None:
        self._of: dict[str, Outbox] = {}

    def open(self, client_id: str) -> Outbox:
        """A fresh one: whoever drained the one before has lost its link."""
        outbox = self._of[client_id] = Outbox()
        return outbox

    def get(self, client_id: str) -> Outbox | None:
        return self._of.get(client_id)

    def close(self, client_id: str, outbox: Outbox) -> None:
        """Nothing where another outbox came after this one."""
        if self._of.get(client_id) is outbox:
            del self._of[client_id]

    def put(self, client_id: str, order: Order) -> None:
        """Dropped where nobody is connected: jobs wait in the database, not here."""
        if outbox := self._of.get(client_id):
            outbox.put(order)
