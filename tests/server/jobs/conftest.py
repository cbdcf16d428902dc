"""A jobs slice on a real database, with a fleet and a clock that only tests move."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import JsonValue
from tests.server.conftest import FakeClock

from obt.server.db.engine import Database
from obt.server.db.migrate import migrate
from obt.server.events.bus import Bus
from obt.server.jobs.dispatch import Limits
from obt.server.jobs.jobs import Jobs
from obt.server.jobs.rules import Rules
from obt.server.jobs.schemas import JobBatch, JobsCreate
from obt.server.registry.installed import Installed
from obt.server.views.jobs import Job
from obt.wire.jobs import (
    JobAccepted,
    JobAssigned,
    JobCancel,
    JobError,
    JobFinished,
    JobOrder,
    JobRef,
    JobSettled,
    Outcome,
)
from obt.wire.operations import KINDS


class FakeFleet:
    """Names are ids in capitals."""

    def __init__(self, *clients: str) -> None:
        self.clients = set(clients)
        self.away: set[str] = set()
        self.silence = 0.0
        self.installed: dict[str, dict[str, Installed]] = {}
        self.orders: list[tuple[str, JobOrder]] = []
        self.behind: dict[tuple[str, str], str | None] = {}

    def known(self, client_id: str) -> bool:
        return client_id in self.clients

    def name(self, client_id: str) -> str:
        return client_id.upper()

    def models(self, client_id: str) -> Mapping[str, Installed] | None:
        return self.installed.get(client_id)

    def free(self, client_id: str) -> int | None:
        return 10**9

    def connected(self, client_id: str) -> bool:
        return client_id in self.clients - self.away

    def silent_s(self, client_id: str) -> float:
        return self.silence if client_id in self.away else 0

    def order(self, client_id: str, order: JobOrder) -> None:
        if self.connected(client_id):
            self.orders.append((client_id, order))

    def jobs_changed(self, client_id: str) -> None: ...

    def checked(self, client_id: str, model: str, behind: str | None) -> None:
        self.behind[client_id, model] = behind


class Stage:
    """Server and fleet. `restart` is a server that was killed."""

    def __init__(self, db: Database, clock: FakeClock) -> None:
        self.db = db
        self.clock = clock
        self.fleet = FakeFleet("desk", "lab")
        self.rules = Rules()
        self.limits = Limits()
        self.start()

    def start(self) -> None:
        self.bus = Bus()
        self.jobs = Jobs(self.db, self.bus, self.fleet, self.clock, self.rules, self.limits)

    async def restart(self) -> None:
        self.fleet.orders.clear()
        self.start()
        await self.jobs.restore()

    async def file(self, kind: str = "load", *targets: str, **more: Any) -> JobBatch:
        """Targets as `client/model`."""
        deadline_s = more.pop("deadline_s", None)
        key = more.pop("key", None)
        pairs = [[*target.split("/", 1), None][:2] for target in targets or ("desk/smollm2",)]
        wish = JobsCreate.model_validate(
            {
                "operation": {"kind": kind, **more},
                "targets": [{"client_id": client, "model": model} for client, model in pairs],
                "deadline_s": deadline_s,
            }
        )
        return await self.jobs.service.create(wish, key)

    async def one(self, kind: str = "load", target: str = "desk/smollm2", **more: Any) -> UUID:
        return (await self.file(kind, target, **more)).jobs[0].job_id

    async def begun(self, kind: str = "load", target: str = "desk/smollm2") -> UUID:
        """A job that its client has accepted."""
        job_id = await self.one(kind, target)
        await self.tick()
        client = target.split("/", maxsplit=1)[0]
        await self.jobs.desk.report(client, JobAccepted(job_id=job_id, attempt=1))
        self.fleet.orders.clear()
        return job_id

    async def tick(self, seconds: float = 0) -> float:
        self.clock.tick(seconds)
        return await self.jobs.desk.tick()

    async def job(self, job_id: UUID) -> Job:
        return await self.jobs.service.get(job_id)

    async def state(self, job_id: UUID) -> str:
        return (await self.job(job_id)).state

    async def link(self, client: str = "desk", jobs: Sequence[JobRef] = ()) -> None:
        self.fleet.away.discard(client)
        await self.jobs.desk.linked(client, KINDS, jobs)

    async def end(
        self,
        job_id: UUID,
        outcome: Outcome = "succeeded",
        attempt: int = 1,
        error: JobError | None = None,
        client: str = "desk",
        result: JsonValue = None,
    ) -> None:
        report = JobFinished(
            job_id=job_id, attempt=attempt, outcome=outcome, error=error, result=result
        )
        await self.jobs.desk.report(client, report)

    def sent(self, client: str = "desk") -> list[str]:
        """Orders since the last look, as `assigned 1`."""
        words = {JobAssigned: "assigned", JobCancel: "cancel", JobSettled: "settled"}
        mine = [order for to, order in self.fleet.orders if to == client]
        self.fleet.orders = [(to, order) for to, order in self.fleet.orders if to != client]
        return [f"{words[type(order)]} {order.attempt}" for order in mine]


@pytest.fixture
async def stage(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Stage]:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'obt.db'}")
    await migrate(db)
    yield Stage(db, clock)
    await db.close()
