"""The slice, put together."""

from typing import Self

from obt.server.core.clock import Clock
from obt.server.core.settings import ServerSettings
from obt.server.db.engine import Database
from obt.server.events.bus import Bus
from obt.server.jobs.book import Book
from obt.server.jobs.desk import Desk
from obt.server.jobs.dispatch import Dispatch, Limits
from obt.server.jobs.fleet import Fleet, RegistryFleet
from obt.server.jobs.listing import JobList
from obt.server.jobs.orders import Orders
from obt.server.jobs.rules import Rules
from obt.server.jobs.service import JobService
from obt.server.registry.outbox import Outboxes
from obt.server.registry.registry import Registry


class Jobs:
    """`restore` before anybody is connected; then `desk.run` while the server runs."""

    def __init__(
        self,
        db: Database,
        bus: Bus,
        fleet: Fleet,
        clock: Clock,
        rules: Rules,
        limits: Limits,
    ) -> None:
        dispatch = Dispatch(limits, fleet.connected)
        self.book = Book(db, bus, fleet, dispatch, clock)
        orders = Orders(fleet, clock)
        self.desk = Desk(db, self.book, orders, fleet, clock, rules)
        self.service = JobService(db, self.book, orders, fleet, clock, rules)
        self.list = JobList(db, self.book, fleet, clock)

    @classmethod
    def of(
        cls,
        settings: ServerSettings,
        db: Database,
        registry: Registry,
        outboxes: Outboxes,
        clock: Clock,
    ) -> Self:
        rules = Rules(
            retries=settings.job_retries,
            lost_after_s=settings.job_lost_after_s,
            history_days=settings.job_history_days,
        )
        limits = Limits(
            bulk_per_client=settings.job_pulls_per_client,
            bulk_in_fleet=settings.job_pulls_in_fleet,
        )
        fleet = RegistryFleet(registry, outboxes, clock)
        return cls(db, registry.bus, fleet, clock, rules, limits)

    async def restore(self) -> None:
        await self.book.restore()
