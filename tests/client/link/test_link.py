import httpx
import pytest
from tests.client.link.fakes import SERVER, FakeConnection, FakeServer, welcome

from obt.client.identity import Identity
from obt.client.link.broken import Forgotten, LinkBroken

LOST = LinkBroken("dial", "the link was lost")


def linked_then(broken: LinkBroken) -> FakeConnection:
    connection = FakeConnection(welcome())
    connection.end(broken)
    return connection


async def test_registers_then_dials_and_remembers(server: FakeServer) -> None:
    await server.run(server.link())
    assert server.dialled == [("given", "t1")]
    assert server.store.load(SERVER) == Identity(client_id="given", token="t1")
    assert server.paces == [10.0]


async def test_a_registration_tells_the_hardware(server: FakeServer) -> None:
    server.outbox.mark("hardware")
    await server.run(server.link())
    server.outbox.mark("beat")
    assert await server.outbox.take() == "beat"
    assert server.requests[0][3]["hardware"]["cpu"]["architecture"] == "x"


async def test_a_lost_link_is_dialled_again_without_registering(server: FakeServer) -> None:
    server.script = [linked_then(LOST), linked_then(LOST)]
    await server.run(server.link())
    assert len(server.dialled) == 3
    assert len(server.requests) == 1
    assert server.time.slept == [0.5, 1]


async def test_a_known_client_shows_its_own_token(server: FakeServer) -> None:
    server.store.save(SERVER, Identity(client_id="mine", token="old"))
    await server.run(server.link(enroll_token="enroll"))
    (_, _, key, body) = server.requests[0]
    assert (key, body["client_id"]) == ("Bearer old", "mine")
    assert server.dialled == [("mine", "t1")]


async def test_where_its_token_is_unknown_it_enrolls(server: FakeServer) -> None:
    server.store.save(SERVER, Identity(client_id="mine", token="old"))
    server.rest = lambda *_: httpx.Response(401) if len(server.requests) == 1 else None
    await server.run(server.link(enroll_token="enroll"))
    assert [key for _, _, key, _ in server.requests] == ["Bearer old", "Bearer enroll"]


async def test_a_refused_registration_is_tried_slowly(server: FakeServer) -> None:
    server.rest = lambda *_: httpx.Response(401) if len(server.requests) < 3 else None
    await server.run(server.link())
    assert server.time.slept == [15.0, 15.0]


@pytest.mark.parametrize("at_the_dial", [True, False])
async def test_an_unknown_token_means_registering_again(
    server: FakeServer, at_the_dial: bool
) -> None:
    unknown = LinkBroken("register", "unknown client")
    server.script = [linked_then(LOST), unknown] if at_the_dial else [linked_then(unknown)]
    await server.run(server.link())
    assert server.dialled[0] == ("given", "t1")
    assert server.dialled[-1] == ("given", "t2")


async def test_forgotten_means_stop(server: FakeServer) -> None:
    server.script = [linked_then(LinkBroken("stop", "forgotten"))]
    with pytest.raises(Forgotten):
        await server.run(server.link())
    assert server.store.load(SERVER) is None


async def test_a_duplicate_waits_for_the_other_to_go(server: FakeServer) -> None:
    server.script = [linked_then(LinkBroken("wait", "another one is live"))]
    await server.run(server.link())
    assert server.time.slept == [15.0]


class TestWhereWebSocketsAreBlocked:
    blocked = LinkBroken("rest", "HTTP 400")

    async def test_beats_over_rest_and_puts_its_models(self, server: FakeServer) -> None:
        server.script = [self.blocked]
        server.book.update([])
        server.outbox.mark("beat")
        link = server.link()
        link._rest_for_s = 0.05
        await server.run(link)
        calls = [(method, path) for method, path, _, _ in server.requests]
        assert calls[:2] == [("POST", "/clients"), ("POST", "/clients/given/heartbeat")]
        assert ("PUT", "/clients/given/models") in calls
        assert len(server.dialled) == 2
        assert server.worker.links == 1

    async def test_where_rest_fails_too_it_backs_off(self, server: FakeServer) -> None:
        server.script = [self.blocked]
        server.rest = lambda _, path: None if path == "/clients" else httpx.Response(502)
        await server.run(server.link())
        assert server.time.slept == [0.5]

    async def test_where_rest_knows_it_not_it_registers(self, server: FakeServer) -> None:
        server.script = [self.blocked]
        server.rest = lambda _, path: None if path == "/clients" else httpx.Response(404)
        await server.run(server.link())
        assert server.dialled[-1] == ("given", "t2")

    async def test_a_proxy_that_denies_the_upgrade_is_no_unknown_token(
        self, server: FakeServer
    ) -> None:
        server.script = [LinkBroken("register", "HTTP 403")]
        link = server.link()
        link._rest_for_s = 0.01
        await server.run(link)
        assert server.requests[1][1] == "/clients/given/heartbeat"

    async def test_a_websocket_is_tried_again_less_and_less_often(self, server: FakeServer) -> None:
        server.script = [self.blocked, self.blocked]
        link = server.link()
        link._rest_for_s = 0.01
        await server.run(link)
        assert link._rest_for_s == 0.04
