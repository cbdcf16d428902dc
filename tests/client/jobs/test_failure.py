"""What Ollama says, and what people are told."""

import httpx
import ollama
import pytest

from obt.client.jobs.failure import from_call, from_reading, from_text
from obt.client.ollama.access import Failure

URL = "http://127.0.0.1:11434"
BLOB = "sha256:0401403e0f" + "4" * 54


@pytest.mark.parametrize(
    ("said", "status", "code", "retryable"),
    [
        (f"write /m/blobs/{BLOB}-partial: no space left on device", -1, "no_space", False),
        ("write C:\\m: There is not enough space on the disk.", -1, "no_space", False),
        ("pull model manifest: file does not exist", -1, "not_found", False),
        ("model 'x:latest' not found", 404, "not_found", False),
        (f'digest mismatch, file must be downloaded again: want {BLOB}, got 401', -1,
         "digest_mismatch", True),
        ('Get "https://r.example/v2/": dial tcp: lookup r.example: no such host', -1,
         "registry_unreachable", True),
        ("dial tcp 127.0.0.1:1: connect: connection refused", -1, "registry_unreachable", True),
        ("max retries exceeded: unexpected EOF", -1, "registry_unreachable", True),
        ("net/http: TLS handshake timeout", -1, "registry_unreachable", True),
        ("http: server gave HTTP response to HTTPS client", -1, "insecure_registry", False),
        ("http: no Location header in response", -1, "registry_unsupported", False),
        ("pull model manifest: 503: Service Unavailable", -1, "registry_busy", True),
        ("pull model manifest: 401: no", -1, "not_allowed", False),
        ("you are not authorized to push: unauthorized", -1, "not_allowed", False),
        ("pull model manifest: 412: this model requires a newer version of Ollama", -1,
         "ollama_too_old", False),
        ("context canceled", -1, "interrupted", True),
        ("server busy, please try again.  maximum pending requests exceeded", 503, "ollama_busy",
         True),
        ("model requires more system memory (9 GiB) than is available (2 GiB)", 500, "no_memory",
         False),
        ("llama runner process has terminated: exit status 2", 500, "runner_died", False),
        ("something else", 500, "ollama_error", False),
        ("a proxy says no", 502, "ollama_error", True),
        ("", 503, "ollama_busy", True),
    ],
)  # fmt: skip
def test_by_its_words(said: str, status: int, code: str, retryable: bool) -> None:
    error = from_text(said, status).error
    assert (error.code, error.retryable) == (code, retryable)
    assert " ".join(said.split()) in error.message


def test_calls_that_do_not_get_through() -> None:
    for raised in (ConnectionError("no"), httpx.ConnectError("no"), httpx.ReadError("")):
        error = from_call(raised, URL).error
        assert (error.code, error.retryable) == ("ollama_unreachable", True)
        assert URL in error.message
    assert from_call(ollama.ResponseError("busy", 503), URL).error.code == "ollama_busy"
    assert from_call(ValueError("no JSON"), URL).error.code == "ollama_garbage"


def test_readings_that_fail() -> None:
    assert from_reading(Failure("down", "no answer")).error.retryable
    assert not from_reading(Failure("forbidden", "403")).error.retryable
