"""What waits to be sent to each client: filled by services, drained by its link or REST beat."""

import asyncio

from obt.wire.frames import Resync
from obt.wire.jobs import JobAssigned, JobCancel, JobSettled
from obt.wire.playground import PlaygroundStart, PlaygroundStop
from obt.wire.transfer import TransferClose, TransferOpen, TransferRead

JobOrders = JobAssigned | JobCancel | JobSettled
Transferring = TransferOpen | TransferRead | TransferClose
Playing = PlaygroundStart | PlaygroundStop
Order = JobOrders | Resync | Transferring | Playing
BOUND = 10_000  # a client that reads nothing for so many orders is as good as gone


class OverflownError(Exception):
    """The client does not take what is sent to it."""


class Outbox:
    """One client's. Only a connected client has one: for others nothing needs to wait here.

    When it overflows it keeps nothing more: its client has to link anew, and orders are then
    derived again from the database. One reader at a time.
    """

    __slots__ = ("_orders", "_overflown", "_waiter")

    def __init__(self) -> None:
        # a list and a future, made when needed: 10,000 idle links have nothing in theirs
        self._orders: list[Order] = []
        self._overflown = False
        self._waiter: asyncio.Future[None] | None = None

    def put(self, order: Order) -> None:
        self._overflown = self._overflown or len(self._orders) >= BOUND
        if not self._overflown:
            self._orders.append(order)
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    async def next(self) -> list[Order]:
        """Everything that waits, once something does. Raises OverflownError."""
        if not self._orders and not self._overflown:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self.drain()

    def drain(self) -> list[Order]:
        """Everything that waits. Raises OverflownError."""
        if self._overflown:
            raise OverflownError
        orders, self._orders = self._orders, []
        return orders


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
