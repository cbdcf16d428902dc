import asyncio

import httpx
import pytest
from tests.client.fakes import FakeOllama

from obt.client.ollama.access import Failure, Ollama, OllamaClient
from obt.client.ollama.address import parse


async def test_gives_the_version(ollama: Ollama) -> None:
    assert await ollama.version() == "0.9.3"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (httpx.ConnectError("refused"), "down", "is Ollama running"),
        (httpx.ConnectTimeout(""), "slow", "did not answer within"),
        (httpx.ReadTimeout(""), "slow", "did not answer within"),
        (httpx.ReadError("reset"), "down", "is Ollama running"),
        (httpx.RemoteProtocolError("no HTTP"), "garbage", "not as Ollama does: no HTTP"),
        (httpx.Response(403), "forbidden", "OLLAMA_HOST"),
        (httpx.Response(404, text="404 page not found"), "missing", "404 page not found"),
        (httpx.Response(500, json={"error": "boom\n"}), "error", "error 500: boom"),
        (httpx.Response(502, text="x" * 900), "busy", "error 502: xxx"),
        (httpx.Response(302, headers={"Location": "/x"}), "error", "302"),
        (httpx.Response(200, text="<html>"), "garbage", "not JSON"),
        (httpx.Response(200, content=b"\xff\xfe"), "garbage", "not JSON"),
        (httpx.Response(200, text="[" * 100_000), "garbage", "without end"),
        (httpx.Response(200, json=[1]), "garbage", "no JSON object"),
        (httpx.Response(200, json={"version": 9}), "garbage", "no version"),
    ],
)
async def test_every_failure_is_a_value_with_a_sentence(
    fake: FakeOllama, ollama: Ollama, answer: httpx.Response | Exception, kind: str, words: str
) -> None:
    fake.answers["/api/version"] = answer
    failure = await ollama.version()
    assert isinstance(failure, Failure)
    assert failure.kind == kind
    assert words in failure.message
    assert len(failure.message) < 400


async def test_a_connection_closed_between_two_calls_is_dialled_again() -> None:
    calls = 0

    async def handle(_: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise httpx.RemoteProtocolError("closed")
        return httpx.Response(200, json={"version": "1"})

    ollama = Ollama(parse(None), httpx.MockTransport(handle))
    assert await ollama.version() == "1"
    await ollama.aclose()


async def test_an_endless_answer_ends_in_time() -> None:
    async def handle(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    ollama = Ollama(parse(None), httpx.MockTransport(handle))
    failure = await ollama.version(timeout_s=0.01)
    assert isinstance(failure, Failure)
    assert failure.kind == "slow"
    await ollama.aclose()


@pytest.mark.parametrize(("host", "trusts"), [("127.0.0.1", False), ("10.0.0.5", True)])
async def test_no_proxy_stands_before_loopback(
    monkeypatch: pytest.MonkeyPatch, host: str, trusts: bool
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    client = OllamaClient(parse(host))
    assert client._client.trust_env is trusts
    await client.aclose()
