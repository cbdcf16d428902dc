import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.client.fakes import digest
from tests.client.link.fakes import FakeConnection, FakeServer, welcome

from obt.client.link.broken import LinkBroken
from obt.client.node import fingerprint
from obt.wire.facts import InstalledModel, Telemetry
from obt.wire.frames import OUTPUT_RATE, BeatFrame, Hello, ModelsChanged, Resync
from obt.wire.jobs import JobAccepted, JobAssigned, JobRef
from obt.wire.operations import Unload
from obt.wire.playground import (
    ChatMessage,
    PlaygroundChunk,
    PlaygroundEnd,
    PlaygroundStart,
    PlaygroundStop,
)

JOB = UUID("00000000-0000-4000-8000-000000000001")
MODEL = InstalledModel(
    name="a", digest=digest("a"), size=1, modified_at=datetime(2026, 1, 2, tzinfo=UTC)
)


async def converse(server: FakeServer, connection: FakeConnection) -> "asyncio.Future[None]":
    session = server.link().session
    return asyncio.ensure_future(session.converse(connection, lambda: None))


async def stop(task: "asyncio.Future[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_says_hello_with_all_both_sides_must_agree_on(server: FakeServer) -> None:
    server.book.update([MODEL])
    server.worker.jobs = [JobRef(job_id=JOB, attempt=2)]
    connection = FakeConnection()
    task = await converse(server, connection)
    hello = await connection.heard()
    assert isinstance(hello, Hello)
    assert hello.models == fingerprint([MODEL])
    assert hello.jobs == server.worker.jobs
    assert hello.kinds == ["load", "unload"]
    await stop(task)


async def test_after_the_welcome_it_beats_and_tells_only_what_the_server_has_not(
    server: FakeServer,
) -> None:
    server.book.update([MODEL])
    connection = FakeConnection(welcome())
    task = await converse(server, connection)
    assert [frame.type for frame in await connection.heard_until("beat")] == ["hello", "beat"]
    assert server.paces == [10.0]
    assert server.worker.links == 1
    server.book.update([])
    server.outbox.mark("models")
    changed = await connection.heard()
    assert isinstance(changed, ModelsChanged)
    assert changed.removed == ["a"]
    await stop(task)


@pytest.mark.parametrize("takes", [[OUTPUT_RATE], []])
async def test_a_rate_is_told_only_where_the_server_takes_it(
    server: FakeServer, takes: list[str]
) -> None:
    server.node.telemetry = Telemetry(output_rate=7.0)
    connection = FakeConnection(welcome(features=takes))
    task = await converse(server, connection)
    hello, *_, beat = await connection.heard_until("beat")
    assert isinstance(hello, Hello)
    assert OUTPUT_RATE in hello.features
    assert isinstance(beat, BeatFrame)
    assert beat.telemetry.output_rate == (7.0 if takes else None)
    await stop(task)
    assert server.node.beat().telemetry.output_rate is None


@pytest.mark.parametrize("later", [True, False])
async def test_resync_sends_the_whole_list(server: FakeServer, later: bool) -> None:
    server.book.update([MODEL])
    connection = FakeConnection(welcome(resync=not later))
    if later:
        connection.say(Resync())
    task = await converse(server, connection)
    frames = await connection.heard_until("models.snapshot")
    assert {frame.type for frame in frames} == {"hello", "beat", "models.snapshot"}
    await stop(task)


async def test_orders_reach_the_worker_and_reports_the_server(server: FakeServer) -> None:
    order = JobAssigned(job_id=JOB, attempt=1, operation=Unload(), model="a")
    connection = FakeConnection(welcome(), order)
    task = await converse(server, connection)
    await connection.heard_until("beat")
    report = JobAccepted(job_id=JOB, attempt=1)
    server.outbox.put(report)
    assert await connection.heard() == report
    assert server.worker.orders == [order]
    await stop(task)


async def test_prompts_reach_the_playground_and_what_it_tells_the_server(
    server: FakeServer,
) -> None:
    start = PlaygroundStart(
        stream_id=JOB, model="a", messages=[ChatMessage(role="user", content="?")]
    )
    stop_order = PlaygroundStop(stream_id=JOB)
    connection = FakeConnection(welcome(), start, stop_order)
    task = await converse(server, connection)
    first, *_ = await connection.heard_until("beat")
    assert isinstance(first, Hello)
    assert "playground" in first.features
    chunk = PlaygroundChunk(stream_id=JOB, text="Hi", pieces=1, ttft_s=0.5, elapsed_s=0.5)
    end = PlaygroundEnd(stream_id=JOB, stopped=True)
    for told in (chunk, end):
        server.playing.told.append(told)
        server.outbox.mark("playground")
        assert await connection.heard() == told
    assert server.playing.orders == [start, stop_order]
    assert server.playing.ends == 0
    connection.end(LinkBroken("dial", "the link was lost"))
    with pytest.raises(LinkBroken):
        await task
    assert server.playing.ends == 1


async def test_what_is_no_frame_is_passed_over(server: FakeServer) -> None:
    connection = FakeConnection(welcome())
    connection._inbox.put_nowait('{"type": "from.the.future"}')
    connection.say(Resync())
    server.book.update([MODEL])
    task = await converse(server, connection)
    await connection.heard_until("models.snapshot")
    await stop(task)


async def test_a_report_that_was_not_sent_is_kept(server: FakeServer) -> None:
    connection = FakeConnection(welcome())
    task = await converse(server, connection)
    await connection.heard_until("beat")
    connection.broken = LinkBroken("dial", "the link was lost")
    report = JobAccepted(job_id=JOB, attempt=1)
    server.outbox.put(report)
    with pytest.raises(LinkBroken, match="lost"):
        await task
    assert server.outbox.take_reports(10) == [report]


async def test_a_graceful_stop_says_goodbye(server: FakeServer) -> None:
    connection = FakeConnection(welcome())
    task = await converse(server, connection)
    await connection.heard_until("beat")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await connection.heard()).type == "goodbye"
    assert connection.closed == "stopped"


@pytest.mark.parametrize(
    ("first", "words"), [(Resync(), "something else"), (welcome(protocol=99), "upgrade the older")]
)
async def test_a_server_that_speaks_otherwise_is_dialled_slowly(
    server: FakeServer, first: Resync, words: str
) -> None:
    connection = FakeConnection(first)
    with pytest.raises(LinkBroken, match=words) as caught:
        await (await converse(server, connection))
    assert caught.value.remedy == "wait"
    assert connection.closed
