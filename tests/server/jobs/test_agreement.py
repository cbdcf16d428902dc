"""Server and clients against each other, over links that break, with either side killed at random.

The real desk on a real database and real workers with their journals; only the network between them
and the operations are made up. Whatever happens, every job ends in a true state: what is said to
have succeeded did succeed, what failed did fail, and nothing stays open. The seed names the run.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import JsonValue
from tests.server.jobs.conftest import FakeFleet, Stage

from obt.client.jobs.failure import failed
from obt.client.jobs.job import Job
from obt.client.jobs.journal import Journal
from obt.client.jobs.worker import JobWorker
from obt.client.outbox import Outbox
from obt.server.core.errors import ConflictError
from obt.wire.frames import client_frame, server_frame
from obt.wire.jobs import JobAssigned, JobOrder, Progress

CLIENTS = [f"client{n}" for n in range(5)]
JOBS = 40
STEPS = 700


class Net(FakeFleet):
    """Orders on their way to clients. A link that breaks loses what is on it, both ways."""

    def __init__(self) -> None:
        super().__init__(*CLIENTS)
        self.away = set(CLIENTS)
        self.on_the_way: dict[str, deque[JobOrder]] = {client: deque() for client in CLIENTS}

    def order(self, client_id: str, order: JobOrder) -> None:
        if self.connected(client_id):
            self.on_the_way[client_id].append(order)

    def cut(self, client_id: str) -> None:
        self.away.add(client_id)
        self.on_the_way[client_id].clear()


class Machine:
    """One client. What its operations do is settled by the world, not by what is reported."""

    def __init__(self, world: "World", client_id: str, path: Path) -> None:
        self.world = world
        self.client_id = client_id
        self.path = path
        self.start()

    def start(self) -> None:
        self.outbox = Outbox()
        self.working: list[asyncio.Event] = []
        handlers: Any = {"load": self.operate, "pull": self.operate}
        self.worker = JobWorker(self.outbox, Journal(self.path), handlers, self.job, self)
        self.running = asyncio.create_task(self.worker.run())

    async def kill(self) -> None:
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    def poke(self) -> None: ...

    def job(self, order: JobAssigned, again: bool, tell: Callable[[Progress], None]) -> Job[Any]:
        nothing: Any = None
        return Job(
            job_id=order.job_id,
            model=order.model or "",
            operation=order.operation,
            again=again,
            calls=nothing,
            folder=nothing,
            transfers=nothing,
            home=nothing,
            tell=tell,
        )

    async def operate(self, job: Job[Any]) -> JsonValue:
        assert job.job_id not in self.world.busy, "one job runs twice at a time"
        self.world.busy.add(job.job_id)
        job.tell(Progress(status="working", completed=1, total=2))
        gate = asyncio.Event()
        self.working.append(gate)
        try:
            await gate.wait()
            return self.world.end(job.job_id)
        finally:
            self.world.busy.discard(job.job_id)


class World:
    def __init__(self, stage: Stage, seed: int, folder: Path) -> None:
        self.random = random.Random(seed)
        self.stage = stage
        self.net = stage.fleet = Net()
        stage.start()
        self.busy: set[UUID] = set()
        self.fate: dict[UUID, str] = {}
        self.happened: dict[UUID, set[str]] = {}
        self.cancelled: set[UUID] = set()
        self.machines = {c: Machine(self, c, folder / f"{c}.jsonl") for c in CLIENTS}
        self.filed: list[UUID] = []

    def end(self, job_id: UUID) -> JsonValue:
        """How an operation ends, now that it does: the truth."""
        fate = self.fate[job_id]
        if fate == "flaky" and self.random.random() < 0.7:
            raise failed("registry_unreachable", "not now", retryable=True)
        if fate == "bad":
            self.happened[job_id].add("failed")
            raise failed("not_found", "never")
        self.happened[job_id].add("succeeded")
        return str(job_id)

    async def settle(self) -> None:
        for _ in range(6):
            await asyncio.sleep(0)

    # what may happen

    async def file(self) -> None:
        if len(self.filed) == JOBS:
            return
        kind = self.random.choice(["load", "pull"])
        model = self.random.choice("ab")
        target = f"{self.random.choice(CLIENTS)}/{model}"
        job_id = await self.stage.one(kind, target)
        self.filed.append(job_id)
        self.fate[job_id] = self.random.choice(["good", "good", "flaky", "bad"])
        self.happened[job_id] = set()

    async def cancel(self) -> None:
        if self.filed and self.random.random() < 0.3:
            job_id = self.random.choice(self.filed)
            self.cancelled.add(job_id)
            try:
                await self.stage.jobs.service.cancel(job_id)
            except ConflictError:
                return

    async def retry(self) -> None:
        if self.filed and self.random.random() < 0.3:
            job_id = self.random.choice(self.filed)
            try:
                await self.stage.jobs.service.retry(job_id)
            except ConflictError:
                return

    async def tick(self) -> None:
        await self.stage.tick(self.random.choice([0, 0, 1, 5, 20]))

    async def deliver_order(self) -> None:
        client = self.random.choice(CLIENTS)
        if self.net.on_the_way[client]:
            order = self.net.on_the_way[client].popleft()
            frame: Any = server_frame.validate_json(order.model_dump_json())
            await self.machines[client].worker.handle(frame)

    async def deliver_report(self) -> None:
        client = self.random.choice(CLIENTS)
        if not self.net.connected(client):
            return
        for report in self.machines[client].outbox.take_reports(1):
            frame: Any = client_frame.validate_json(report.model_dump_json())
            await self.stage.jobs.desk.report(client, frame)

    async def work(self) -> None:
        machine = self.machines[self.random.choice(CLIENTS)]
        if machine.working:
            machine.working.pop(self.random.randrange(len(machine.working))).set()

    async def link(self) -> None:
        client = self.random.choice(CLIENTS)
        if self.net.connected(client):
            return
        worker = self.machines[client].worker
        known, kinds = worker.known(), worker.kinds()
        self.net.away.discard(client)
        await self.stage.jobs.desk.linked(client, kinds, known)
        worker.linked()

    async def cut(self) -> None:
        client = self.random.choice(CLIENTS)
        if self.random.random() < 0.4:
            # a report may be lost on the way: taken by the link that then broke
            self.machines[client].outbox.take_reports(self.random.choice([0, 1, 2]))
            self.net.cut(client)

    async def kill_client(self) -> None:
        if self.random.random() < 0.2:
            client = self.random.choice(CLIENTS)
            self.net.cut(client)
            await self.machines[client].kill()
            self.machines[client].start()

    async def kill_server(self) -> None:
        if self.random.random() < 0.1:
            for client in CLIENTS:
                self.net.cut(client)
            await self.stage.restart()

    async def step(self) -> None:
        often = [self.deliver_order, self.deliver_report, self.work, self.tick, self.link]
        rare = [self.file, self.cancel, self.retry, self.cut, self.kill_client, self.kill_server]
        await self.random.choice(often * 3 + rare)()
        await self.settle()

    async def heal(self) -> None:
        """Everybody is back, and time passes: now everything has to end."""
        for _ in range(300):
            for calm in (self.link, self.deliver_order, self.deliver_report, self.work):
                for _ in range(4 * len(CLIENTS)):
                    await calm()
                await self.settle()
            await self.stage.tick(30)
            if not any(self.stage.jobs.desk.open_jobs(client) for client in CLIENTS):
                return

    async def close(self) -> None:
        for machine in self.machines.values():
            await machine.kill()


@pytest.fixture(params=[1, 2, 3, 4])
async def world(
    request: pytest.FixtureRequest, stage: Stage, tmp_path: Path
) -> AsyncIterator[World]:
    world = World(stage, request.param, tmp_path)
    yield world
    await world.close()


async def test_every_job_ends_in_a_true_state(world: World) -> None:
    for _ in range(STEPS):
        await world.step()
    await world.heal()
    assert len(world.filed) > JOBS / 4
    states: set[str] = set()
    for job_id in world.filed:
        job = await world.stage.job(job_id)
        states.add(job.state)
        match job.state:
            case "succeeded":
                assert "succeeded" in world.happened[job_id]
                assert job.result == str(job_id)
            case "failed":
                exhausted = world.fate[job_id] == "flaky"
                assert "failed" in world.happened[job_id] or exhausted
            case "cancelled":
                assert job_id in world.cancelled
            case _:
                pytest.fail(f"{job.state}: {job.waiting_for}")
    assert {"succeeded", "failed", "cancelled"} <= states
    for machine in world.machines.values():
        for _ in range(200):
            await world.deliver_order()
        assert machine.worker.known() == [], "everything was settled"
