"""The slice, put together."""

from obt.server.core.clock import Clock
from obt.server.db.engine import Database
from obt.server.events.bus import Bus
from obt.server.jobs.book import Book
from obt.server.jobs.desk import Desk
from obt.server.jobs.dispatch import Dispatch, Limits
from obt.server.jobs.fleet import Fleet
from obt.server.jobs.listing import JobList
from obt.server.jobs.orders import Orders
from obt.server.jobs.rules import Rules
from obt.server.jobs.service import JobService


class Jobs:
    """`restore` before anybody is connected; then `desk.run` while the server runs."""

    def __init__(
        self,
        db: Database,
        bus: Bus,
        fleet: Fleet,
        clock: Clock,
        rules: Rules | None = None,
        limits: Limits | None = None,
    ) -> None:
        rules = rules or Rules()
        dispatch = Dispatch(limits or Limits(), fleet.connected)
        self.book = Book(db, bus, fleet, dispatch, clock)
        orders = Orders(fleet, clock)
        self.desk = Desk(db, self.book, orders, fleet, clock, rules)
        self.service = JobService(db, self.book, orders, fleet, clock, rules)
        self.list = JobList(db, self.book, fleet, clock)

    async def restore(self) -> None:
        await self.book.restore()
