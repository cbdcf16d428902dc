"""Why a job cannot be done, in words a person can act on, and whether trying again may help."""

import httpx
import ollama

from obt.client.ollama.access import Failure
from obt.wire.jobs import JobError

MAX_MESSAGE = 2000


class JobFailedError(Exception):
    """Ends a job; `error` is what people are told."""

    def __init__(self, error: JobError) -> None:
        super().__init__(error.message)
        self.error = error


def failed(code: str, message: str, *, retryable: bool = False) -> JobFailedError:
    return JobFailedError(JobError(code=code, message=message[:MAX_MESSAGE], retryable=retryable))


CALL_ERRORS = (ollama.ResponseError, httpx.HTTPError, ConnectionError, OSError, ValueError)
"""What a call to Ollama may raise."""


def from_call(error: Exception, url: str) -> JobFailedError:
    """From one of `CALL_ERRORS`."""
    match error:
        case ollama.ResponseError():
            return from_text(error.error, error.status_code)
        case httpx.ConnectError() | httpx.ConnectTimeout() | ConnectionError():
            return unreachable(f"Nothing answers at {url}: is Ollama running there?")
        case httpx.HTTPError() | OSError():
            what = str(error) or type(error).__name__
            return unreachable(f"Ollama at {url} broke off: {what}")
        case _:
            return failed("ollama_garbage", f"{url} does not answer as Ollama does: {error}")


def from_reading(failure: Failure) -> JobFailedError:
    if failure.kind in ("down", "slow", "stalled"):
        return unreachable(failure.message)
    return failed("ollama_error", failure.message)


def unreachable(message: str) -> JobFailedError:
    return failed("ollama_unreachable", message, retryable=True)


def not_found(model: str) -> JobFailedError:
    return failed("not_found", f"There is no model '{model}' on this machine.")


_WORDS: tuple[tuple[tuple[str, ...], str, bool, str], ...] = (
    # what Ollama says (in lower case), code, retryable, what to do about it
    (
        ("no space left", "not enough space on the disk", "disk quota exceeded"),
        "no_space",
        False,
        "The disk of the models folder is full.",
    ),
    (
        ("requires a newer version of ollama", "upgrade to the latest version"),
        "ollama_too_old",
        False,
        "This model needs a newer Ollama there.",
    ),
    (
        ("http response to https client",),
        "insecure_registry",
        False,
        "That registry speaks plain HTTP: allow it with `insecure`.",
    ),
    (
        ("no location header",),
        "registry_unsupported",
        False,
        "That registry does not serve pulls the way Ollama needs.",
    ),
    (
        ("unauthorized", "access denied", "authentication required", "401", "403", "forbidden"),
        "not_allowed",
        False,
        "The registry does not allow it.",
    ),
    (
        ("file does not exist", "manifest unknown", "name unknown"),
        "not_found",
        False,
        "The registry has no such model.",
    ),
    (
        ("digest mismatch",),
        "digest_mismatch",
        True,
        "What was received is not what the registry promised.",
    ),
    (
        ("context canceled", "request canceled"),
        "interrupted",
        True,
        "Ollama gave it up in the middle.",
    ),
    (
        ("server busy", "maximum pending requests"),
        "ollama_busy",
        True,
        "Ollama has too many requests waiting.",
    ),
    (
        ("requires more system memory", "out of memory", "cudamalloc failed"),
        "no_memory",
        False,
        "The model does not fit into memory there: unload others, or take a smaller one.",
    ),
    (
        ("runner process has terminated", "runner process no longer running"),
        "runner_died",
        False,
        "Ollama could not run this model there: its log says more.",
    ),
    (
        (
            "no such host",
            "connection refused",
            "connection reset",
            "i/o timeout",
            "tls handshake",
            "network is unreachable",
            "no route to host",
            "max retries exceeded",
            "server misbehaving",
            "temporary failure",
            "broken pipe",
            "deadline exceeded",
            "unexpected eof",
            "eof",
        ),
        "registry_unreachable",
        True,
        "The registry cannot be reached from there.",
    ),
    (
        ("500:", "502:", "503:", "504:", "429:", "bad gateway", "service unavailable", "too many"),
        "registry_busy",
        True,
        "The registry cannot answer now.",
    ),
)


def from_text(text: str, status: int = -1) -> JobFailedError:
    """From what Ollama says itself, with its HTTP status where it gave one."""
    said = " ".join(text.split()) or "no reason given"
    lowered = said.lower()
    for needles, code, retryable, advice in _WORDS:
        if any(needle in lowered for needle in needles):
            return failed(code, f"{advice} Ollama says: {said}", retryable=retryable)
    if status == 404 or "not found" in lowered:
        return failed("not_found", f"Ollama says: {said}")
    if status == 503:
        return failed("ollama_busy", f"Ollama has no room now, and says: {said}", retryable=True)
    if status in (499, 502, 504):
        return failed("ollama_error", f"Ollama says: {said}", retryable=True)
    return failed("ollama_error", f"Ollama says: {said}")
