"""The way through this server: who may read, and how bytes go from an upload to a download."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from tests.server.conftest import FakeClock, Register

from obt.server.core.errors import BadRequestError, ConflictError, NotFoundError
from obt.server.registry.outbox import Order, Outbox, Outboxes
from obt.server.transfers.broker import LIFE_S, Broker
from obt.server.transfers.pipe import BrokenError, Pipe
from obt.server.views.clients import LinkState
from obt.wire.jobs import JobError
from obt.wire.transfer import (
    TransferClose,
    TransferGrant,
    TransferOpen,
    TransferOpened,
    TransferRead,
)

DIGEST = "sha256:" + "a" * 64
SIZE = 1_000_000
BLOB = bytes(range(250)) * (SIZE // 250)
MANIFEST = json.dumps({"config": {"digest": DIGEST, "size": SIZE}, "layers": []})


class Jobs:
    """A desk on which one transfer from `desk` to `lab` runs."""

    running = uuid4()

    def __init__(self) -> None:
        self.measured: set[str] = set()

    def transfer(self, client_id: str, job_id: UUID) -> tuple[str, str] | None:
        return ("desk", "x:1b") if (client_id, job_id) == ("lab", self.running) else None

    def measuring(self, client_id: str) -> bool:
        return client_id in self.measured


class World:
    def __init__(self, clock: FakeClock) -> None:
        self.outboxes = Outboxes()
        self.desk: Outbox = self.outboxes.open("desk")
        self.link = LinkState.WEBSOCKET
        self.jobs = Jobs()
        jobs: Any = self.jobs
        self.broker = Broker(self.outboxes, lambda _: self.link, jobs, clock)

    async def next(self) -> Order:
        (order,) = await self.desk.next()
        return order

    async def grant(self, error: JobError | None = None) -> TransferGrant:
        asking = asyncio.create_task(self.broker.grant("lab", Jobs.running))
        order = await self.next()
        assert isinstance(order, TransferOpen)
        assert order.model == "x:1b"
        manifest = None if error else MANIFEST
        answer = TransferOpened(transfer_id=order.transfer_id, manifest=manifest, error=error)
        self.broker.opened("somebody-else", answer)  # does not count
        self.broker.opened("desk", answer)
        return await asking


@pytest.fixture
def world(clock: FakeClock) -> World:
    return World(clock)


async def chunks(data: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


class TestBroker:
    async def test_only_for_a_transfer_that_runs_there(self, world: World) -> None:
        for client_id, job_id in (("desk", Jobs.running), ("lab", uuid4())):
            with pytest.raises(NotFoundError):
                await world.broker.grant(client_id, job_id)

    async def test_only_its_capability_opens_it_and_only_until_it_ends(
        self, world: World, clock: FakeClock
    ) -> None:
        grant = await world.grant()
        other = await world.grant()
        transfer = world.broker.find(grant.transfer_id, grant.capability)
        for capability in (None, "", "wrong", other.capability):
            with pytest.raises(NotFoundError):
                world.broker.find(grant.transfer_id, capability)
        world.broker.close(transfer)
        assert isinstance(await world.next(), TransferClose)
        with pytest.raises(NotFoundError):
            world.broker.find(grant.transfer_id, grant.capability)
        clock.tick(LIFE_S + 1)
        with pytest.raises(NotFoundError):
            world.broker.find(other.transfer_id, other.capability)

    @pytest.mark.parametrize(
        ("retryable", "kind"), [(True, ConflictError), (False, BadRequestError)]
    )
    async def test_a_source_that_cannot_says_why(
        self, world: World, retryable: bool, kind: type[Exception]
    ) -> None:
        error = JobError(code="models_folder", message="it is locked", retryable=retryable)
        with pytest.raises(kind, match="desk cannot give 'x:1b': it is locked"):
            await world.grant(error)

    @pytest.mark.parametrize(
        ("link", "why"), [(LinkState.NONE, "not connected"), (LinkState.REST, "over REST only")]
    )
    async def test_a_source_that_cannot_be_asked_is_said_at_once(
        self, world: World, link: LinkState, why: str
    ) -> None:
        world.link = link  # its outbox may still stand: REST ends by silence alone
        with pytest.raises(ConflictError, match=why):
            await world.broker.grant("lab", Jobs.running)
        assert world.desk.drain() == []

    async def test_a_source_that_measures_is_not_disturbed(self, world: World) -> None:
        world.jobs.measured = {"desk"}
        with pytest.raises(ConflictError, match="try again when its benchmark is done"):
            await world.broker.grant("lab", Jobs.running)
        world.jobs.measured = {"lab"}
        await world.grant()

    async def test_bytes_come_only_from_the_source_and_once(self, world: World) -> None:
        grant = await world.grant()
        transfer = world.broker.find(grant.transfer_id, grant.capability)
        read_id, pipe = world.broker.read(transfer, DIGEST, 0, SIZE)
        order = await world.next()
        assert isinstance(order, TransferRead)
        assert (order.read_id, order.start, order.end) == (read_id, 0, SIZE)
        with pytest.raises(NotFoundError):
            world.broker.upload("lab", grant.transfer_id, read_id)
        assert world.broker.upload("desk", grant.transfer_id, read_id) is pipe
        with pytest.raises(NotFoundError):
            world.broker.upload("desk", grant.transfer_id, read_id)


class TestPipe:
    async def test_bytes_arrive_whole_however_slowly_they_are_read(self) -> None:
        pipe = Pipe(SIZE)
        filling = asyncio.create_task(pipe.fill(chunks(BLOB, 1000)))
        got = b"".join([chunk async for chunk in pipe.drain()])
        await filling
        assert got == BLOB

    async def test_what_waits_is_bounded(self) -> None:
        pipe = Pipe(SIZE)
        taken = 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal taken
            async for chunk in chunks(BLOB, 1000):
                taken += 1
                yield chunk

        filling = asyncio.create_task(pipe.fill(counted()))
        for _ in range(100):
            await asyncio.sleep(0)
        assert taken < 20
        pipe.abort()
        with pytest.raises(BrokenError):
            await filling

    @pytest.mark.parametrize("wrong", [BLOB[:-1], BLOB + b"x"])
    async def test_too_few_or_too_many_bytes_break_it_on_both_sides(self, wrong: bytes) -> None:
        pipe = Pipe(SIZE)

        async def read() -> None:
            async for _ in pipe.drain():
                pass

        reading = asyncio.create_task(read())
        with pytest.raises(BrokenError):
            await pipe.fill(chunks(wrong))
        with pytest.raises(BrokenError):
            await reading

    async def test_a_reader_that_goes_lets_the_source_go(self) -> None:
        pipe = Pipe(SIZE)
        filling = asyncio.create_task(pipe.fill(chunks(BLOB, 1000)))
        drain = pipe.drain()
        await anext(drain)
        await drain.aclose()  # type: ignore[attr-defined]
        with pytest.raises(BrokenError):
            await filling


class TestEndpoints:
    async def test_strangers_get_nothing(
        self, api: httpx.AsyncClient, app: FastAPI, register: Register
    ) -> None:
        desk = await register("desk")
        nothing = uuid4()
        path = f"/api/v1/transfers/{nothing}"
        assert (await api.get(f"{path}/manifest")).status_code == 404
        assert (await api.get(f"{path}/blobs/{DIGEST}")).status_code == 404
        assert (await api.delete(path)).status_code == 404
        asked = {"job_id": str(nothing)}
        grants = "/api/v1/clients/desk/transfers"
        assert (await api.post(grants, json=asked)).status_code == 401
        assert (await api.post(grants, json=asked, headers=desk.headers)).status_code == 404
        upload = f"{grants}/{nothing}/reads/{nothing}"
        assert (await api.post(upload, content=b"x")).status_code == 401
        assert (await api.post(upload, content=b"x", headers=desk.headers)).status_code == 404
