"""`AsyncObt` against the real server in this process."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from annotated_types import MaxLen
from fastapi import FastAPI
from pydantic import SecretStr
from tests.server.conftest import HOST, FakeClock, Register, loaded, model

from obt.sdk import (
    AsyncObt,
    BadAddressError,
    BadReplyError,
    BadRequestError,
    ConflictError,
    JobBatch,
    Load,
    NotAuthorisedError,
    NotFoundError,
    ServerError,
    Target,
    Transfer,
    UnreachableError,
)
from obt.sdk.flows import MOST_TARGETS
from obt.server.app import create_app
from obt.server.core.settings import ServerSettings
from obt.server.jobs.schemas import JobsCreate


async def test_the_fleet(obt: AsyncObt, register: Register) -> None:
    desk = await register("desk", name="Desk")
    await desk.models(model("a:1b"), model("host/space/b:1b"))
    await desk.beat(loaded=[loaded("a:1b")])
    await register("lab")
    assert [client.client_id for client in await obt.clients()] == ["desk", "lab"]
    assert [client.name for client in await obt.clients("is:loaded")] == ["Desk"]
    assert [client.client_id for client in await obt.clients(status="online")] == ["desk"]
    assert (await obt.client("desk")).counts.installed == 2
    assert [found.name for found in await obt.models("is:loaded")] == ["a:1b"]
    found = await obt.model("host/space/b:1b")
    assert [it.client_id for it in found.installed] == ["desk"]
    assert (await obt.info()).counts.clients == 2


async def test_a_machine_is_changed_and_forgotten(obt: AsyncObt, register: Register) -> None:
    await register("desk")
    assert (await obt.change_client("desk", name="Desk")).name == "Desk"
    assert (await obt.change_client("desk", labels=["quiet"])).labels == ["quiet"]
    changed = await obt.change_client("desk", labels=[])
    assert (changed.name, changed.labels) == ("Desk", [])
    entries = await obt.log("desk")
    assert entries[-1].kind in ("client.registered", "server.started")
    assert [it.id for it in await obt.log("desk", 1)] == [entries[0].id]
    await obt.forget_client("desk")
    with pytest.raises(NotFoundError):
        await obt.forget_client("desk")


async def test_lists_are_read_to_their_end(
    obt: AsyncObt, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await register("desk")
    await desk.models(*(model(f"m{n}:1b") for n in range(5)))
    monkeypatch.setattr("obt.sdk.calls.models.__defaults__", ("", 2, None))
    assert len(await obt.models()) == 5
    for _ in range(3):
        await obt.create_jobs(Load(), [("desk", "m1:1b")])
    assert len(await obt.jobs(most=2)) == 2
    assert len(await obt.jobs()) == 3


async def test_jobs(obt: AsyncObt, register: Register) -> None:
    await register("desk")
    targets: list[Target | tuple[str, str | None]] = [
        Target(client_id="desk", model="a:1b"),
        ("desk", "b:1b"),
    ]
    batch = await obt.create_jobs(Load(keep_alive="5m"), targets)
    assert [job.model for job in batch.jobs] == ["a:1b", "b:1b"]
    assert batch.jobs[0].operation == Load(keep_alive="5m")
    assert not batch.ended
    job_id = batch.jobs[0].job_id
    assert (await obt.cancel(job_id)).state == "cancelled"
    assert [job.job_id for job in await obt.jobs("state:cancelled")] == [job_id]
    assert (await obt.retry(job_id)).state == "queued"
    assert (await obt.job(job_id)).attempts == 0
    assert (await obt.cancel_batch(batch.batch_id)).ended
    assert (await obt.batch(batch.batch_id)).ended
    assert (await obt.wait(batch)).ended
    assert (await obt.retry_batch(batch.batch_id)).ended  # cancelled ones stay so


async def test_more_targets_than_one_batch_takes(
    obt: AsyncObt, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obt.sdk.flows.MOST_TARGETS", 2)
    await register("desk")
    names = [f"m{n}:1b" for n in range(5)]
    told: list[JobBatch] = []
    filed = await obt.create_batches(
        Load(), [("desk", name) for name in names], on_filed=told.append
    )
    assert told == filed
    assert [[job.model for job in it.jobs] for it in filed] == [names[:2], names[2:4], names[4:]]
    for batch in filed:
        await obt.cancel_batch(batch.batch_id)
    ended = await obt.wait_all(filed)
    assert [it.batch_id for it in ended] == [it.batch_id for it in filed]
    assert all(it.ended for it in ended)
    told.clear()
    with pytest.raises(BadRequestError):
        await obt.create_batches(
            Load(), [("desk", "a:1b")] * 2 + [("lab", "a:1b")], None, told.append
        )
    assert len(told) == 1


def test_what_one_batch_takes_is_what_the_server_takes() -> None:
    (limit,) = (it for it in JobsCreate.model_fields["targets"].metadata if isinstance(it, MaxLen))
    assert limit.max_length == MOST_TARGETS


async def test_problems_are_errors_with_a_name(obt: AsyncObt, register: Register) -> None:
    await register("desk")
    with pytest.raises(BadRequestError, match=r"unknown field 'famly' at 2") as bad:
        await obt.models("a famly:x")
    assert bad.value.problem.errors[0].location == ["query", "q", 2, 5]
    with pytest.raises(NotFoundError, match="There is no client 'lab'"):
        await obt.client("lab")
    with pytest.raises(BadRequestError, match="same client"):
        await obt.create_jobs(Transfer(source_client_id="desk"), [("desk", "a:1b")])
    batch = await obt.create_jobs(Load(), [("desk", "a:1b")])
    with pytest.raises(ConflictError):
        await obt.retry(batch.jobs[0].job_id)


async def test_the_token(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(ServerSettings(data_dir=tmp_path, admin_token=SecretStr("secret")), clock)
    async with app.router.lifespan_context(app):
        for token in (None, "wrong"):
            async with AsyncObt(HOST, token, transport=httpx.ASGITransport(app)) as obt:
                with pytest.raises(NotAuthorisedError):
                    await obt.info()
        async with AsyncObt(HOST, "secret", transport=httpx.ASGITransport(app)) as obt:
            await obt.info()
        monkeypatch.setenv("OBT_ADMIN_TOKEN", "secret")
        async with AsyncObt(HOST, transport=httpx.ASGITransport(app)) as obt:
            await obt.info()


class Breaking(httpx.AsyncBaseTransport):
    """Carries requests to the app and loses the first `lost` answers."""

    def __init__(self, app: FastAPI, lost: int) -> None:
        self._inner = httpx.ASGITransport(app)
        self.lost = lost
        self.sent = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        reply = await self._inner.handle_async_request(request)
        if self.sent <= self.lost:
            raise httpx.ReadError("cut")
        return reply


async def test_a_lost_answer_files_nothing_twice(
    app: FastAPI, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obt.sdk.flows.PAUSE_S", 0)
    await register("desk")
    transport = Breaking(app, lost=2)
    async with AsyncObt(HOST, transport=transport) as obt:
        batch = await obt.create_jobs(Load(), [("desk", "a:1b")])
        assert [job.batch_id for job in await obt.jobs()] == [batch.batch_id]
        transport.lost = 99
        with pytest.raises(UnreachableError, match="cut"):
            await obt.create_jobs(Load(), [("desk", "a:1b")])


def answering(reply: Callable[[httpx.Request], httpx.Response]) -> AsyncObt:
    return AsyncObt("http://obt", transport=httpx.MockTransport(reply))


async def test_what_is_no_server_of_ours_is_named_so() -> None:
    async with answering(lambda _: httpx.Response(200, text="<html>")) as obt:
        with pytest.raises(BadReplyError, match="GET /api/v1/info is not answered"):
            await obt.info()
    async with answering(lambda _: httpx.Response(502, text="<html>")) as obt:
        with pytest.raises(BadReplyError, match="502"):
            await obt.info()
    problem = {"type": "about:blank", "title": "Internal error", "status": 500, "detail": "Oh."}
    kind = {"content-type": "application/problem+json"}
    async with answering(lambda _: httpx.Response(500, json=problem, headers=kind)) as obt:
        with pytest.raises(ServerError, match=r"Oh\."):
            await obt.info()


async def test_what_a_newer_server_adds_is_ignored() -> None:
    info = {
        "version": "9",
        "protocol": 1,
        "uptime_s": 1.5,
        "counts": dict.fromkeys(("clients", "online", "models", "installed", "loaded", "jobs"), 0),
        "settings": {
            "heartbeat_interval_s": 10,
            "client_timeout_s": 60,
            "telemetry_history_days": 7,
            "log_history_days": 30,
            "job_history_days": 30,
            "enroll_required": False,
            "new": True,
        },
        "news": [],
    }
    async with answering(lambda _: httpx.Response(200, json=info)) as obt:
        assert (await obt.info()).version == "9"


async def test_nobody_there(free_tcp_port: int) -> None:
    async with AsyncObt(f"127.0.0.1:{free_tcp_port}") as obt:
        with pytest.raises(UnreachableError) as error:
            await obt.info()
    assert not error.value.sent


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://h:99999", "http://u:p@h", "h?x=1"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BadAddressError, match="no address"):
        AsyncObt(url)


def test_the_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBT_SERVER_URL", "desk:8881/")
    assert AsyncObt().url == "http://desk:8881"
    assert AsyncObt("https://obt.example").url == "https://obt.example"
    monkeypatch.setenv("OBT_SERVER_URL", "")
    assert AsyncObt().url == "http://127.0.0.1:8881"
