from uuid import UUID

import httpx
import pytest
from tests.client.link.fakes import FakeServer

from obt.client.identity import Identity
from obt.client.link.broken import LinkBroken
from obt.client.link.fallback import RestLink
from obt.wire.jobs import JobAccepted, JobAssigned
from obt.wire.operations import Unload
from obt.wire.rest import HeartbeatReply

ME = Identity(client_id="desk", token="t")
JOB = UUID("00000000-0000-4000-8000-000000000001")


def rest(server: FakeServer) -> RestLink:
    link = server.link()
    return RestLink(link.api, link.session)


async def test_a_beat_takes_reports_along_and_brings_orders_back(server: FakeServer) -> None:
    order = JobAssigned(job_id=JOB, attempt=1, operation=Unload(), model="a")
    reply = HeartbeatReply(next_heartbeat_s=7.0, resync=False, pending_jobs=[order])
    server.rest = lambda *_: httpx.Response(200, text=reply.model_dump_json())
    server.outbox.put(JobAccepted(job_id=JOB, attempt=1))
    link = rest(server)
    await link.open(ME)

    (_, path, key, body) = server.requests[0]
    assert (path, key) == ("/clients/desk/heartbeat", "Bearer t")
    assert body["reports"] == [{"type": "job.accepted", "job_id": str(JOB), "attempt": 1}]
    assert body["ollama"]["reachable"] is True
    assert server.worker.orders == [order]
    assert server.paces == [7.0]
    await link.api.aclose()


async def test_reports_of_a_failed_beat_are_kept(server: FakeServer) -> None:
    report = JobAccepted(job_id=JOB, attempt=1)
    server.outbox.put(report)
    server.rest = lambda *_: httpx.Response(503)
    link = rest(server)
    with pytest.raises(LinkBroken):
        await link.open(ME)
    assert server.outbox.take_reports(10) == [report]
    server.outbox.put(report)
    with pytest.raises(LinkBroken):
        await link.run(ME, for_s=5)
    assert server.outbox.take_reports(10) == [report]
    await link.api.aclose()


async def test_models_are_put_once_for_each_change(server: FakeServer) -> None:
    server.book.update([])
    link = rest(server)
    await link.open(ME)
    server.outbox.mark("models")
    await link.run(ME, for_s=0.05)
    server.outbox.mark("models")
    await link.run(ME, for_s=0.05)
    assert [method for method, *_ in server.requests].count("PUT") == 1
    await link.api.aclose()


async def test_models_that_were_not_taken_are_put_again(server: FakeServer) -> None:
    server.book.update([])
    link = rest(server)
    await link.open(ME)
    server.rest = lambda method, _: httpx.Response(503) if method == "PUT" else None
    with pytest.raises(LinkBroken):
        await link.run(ME, for_s=5)
    server.rest = lambda *_: None
    await link.run(ME, for_s=0.05)
    assert [method for method, *_ in server.requests].count("PUT") == 2
    await link.api.aclose()


async def test_new_hardware_needs_a_registration(server: FakeServer) -> None:
    server.outbox.mark("hardware")
    link = rest(server)
    with pytest.raises(LinkBroken) as caught:
        await link.run(ME, for_s=5)
    assert caught.value.remedy == "register"
    await link.api.aclose()
