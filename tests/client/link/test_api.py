import httpx
import pytest

from obt.client.link.api import ServerApi
from obt.client.link.broken import LinkBroken
from obt.wire.facts import Beat, Cpu, Hardware, OllamaState, OperatingSystem, Telemetry
from obt.wire.rest import Heartbeat, ModelsPut, Registered, Registration

STATE = OllamaState(reachable=True, url="http://127.0.0.1:11434")
BEAT = Beat(ollama=STATE, telemetry=Telemetry(), loaded=[])
HEARTBEAT = Heartbeat(ollama=STATE, telemetry=Telemetry(), loaded=[])
REGISTRATION = Registration(
    hostname="desk",
    platform="linux",
    client_version="0",
    ollama=STATE,
    hardware=Hardware(cpu=Cpu(architecture="x"), os=OperatingSystem(name="y")),
)
REGISTERED = Registered(
    client_id="desk", token="t", heartbeat_interval_s=10.0, client_timeout_s=60.0
)


def api(answer: httpx.Response | Exception, seen: list[httpx.Request] | None = None) -> ServerApi:
    async def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ServerApi("http://127.0.0.1:1", httpx.MockTransport(handle))


@pytest.mark.parametrize("status", [200, 201])
async def test_registers(status: int) -> None:
    seen: list[httpx.Request] = []
    server = api(httpx.Response(status, text=REGISTERED.model_dump_json()), seen)
    assert await server.register(REGISTRATION, "key") == REGISTERED
    assert str(seen[0].url) == "http://127.0.0.1:1/api/v1/clients"
    assert seen[0].headers["authorization"] == "Bearer key"
    assert seen[0].headers["content-type"] == "application/json"
    assert Registration.model_validate_json(seen[0].content) == REGISTRATION
    await server.aclose()


async def test_says_nothing_of_a_key_it_has_not() -> None:
    seen: list[httpx.Request] = []
    server = api(httpx.Response(200, text=REGISTERED.model_dump_json()), seen)
    await server.register(REGISTRATION, None)
    assert "authorization" not in seen[0].headers
    await server.aclose()


async def test_puts_models() -> None:
    seen: list[httpx.Request] = []
    server = api(httpx.Response(204), seen)
    await server.put_models("desk", "t", ModelsPut(models=[], fingerprint="0" * 16))
    assert (seen[0].method, seen[0].url.path) == ("PUT", "/api/v1/clients/desk/models")
    await server.aclose()


@pytest.mark.parametrize(
    ("answer", "remedy", "words"),
    [
        (httpx.ConnectError("refused"), "dial", "not reachable: refused"),
        (httpx.ReadTimeout(""), "dial", "did not answer in time"),
        (httpx.Response(401, json={"detail": "no such token"}), "register", "no such token"),
        (httpx.Response(404, json={"title": "Not found"}), "register", "Not found"),
        (httpx.Response(409, json={"detail": "twice"}), "wait", "twice"),
        (httpx.Response(410), "stop", "Gone"),
        (httpx.Response(422, text="[]"), "wait", "422"),
        (httpx.Response(429), "dial", "429"),
        (httpx.Response(503), "dial", "503"),
        (httpx.Response(500, text="<html>"), "wait", "500"),
        (httpx.Response(200, text="<html>"), "wait", "not as an OBT server"),
    ],
)
async def test_every_failure_has_its_remedy(
    answer: httpx.Response | Exception, remedy: str, words: str
) -> None:
    server = api(answer)
    with pytest.raises(LinkBroken, match=words) as caught:
        await server.heartbeat("desk", "t", HEARTBEAT)
    assert caught.value.remedy == remedy
    await server.aclose()
