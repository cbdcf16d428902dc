"""Why a job cannot be done, in words a person can act on, and whether trying again may help."""

import re
from dataclasses import dataclass

import httpx

from obt.client.ollama.access import Failure
from obt.client.ollama.library import ollama
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
    if failure.kind in ("down", "slow", "stalled", "busy"):
        return unreachable(failure.message)
    return failed("ollama_error", failure.message)


def unreachable(message: str) -> JobFailedError:
    return failed("ollama_unreachable", message, retryable=True)


def not_found(model: str) -> JobFailedError:
    return failed("not_found", f"There is no model '{model}' on this machine.")


@dataclass(frozen=True)
class _Case:
    """Which words of Ollama mean what, and what to do about it."""

    code: str
    words: str  #: Regular expression, without case
    advice: str
    retryable: bool = False


# the first that fits
_CASES = (
    _Case(
        "no_space",
        "no space left|not enough space on the disk|disk quota exceeded",
        "The disk of the models folder is full.",
    ),
    _Case(
        "ollama_too_old",
        "requires a newer version of ollama|upgrade to the latest version",
        "This model needs a newer Ollama there.",
    ),
    _Case(
        "insecure_registry",
        "http response to https client",
        "That registry speaks plain HTTP: allow it with `insecure`.",
    ),
    _Case(
        "registry_unsupported",
        "no location header",
        "That registry does not serve pulls the way Ollama needs.",
    ),
    _Case(
        "digest_mismatch",
        "digest mismatch",
        "What was received is not what the registry promised.",
        retryable=True,
    ),
    _Case(
        "not_allowed",
        r"unauthorized|access denied|authentication required|forbidden|\b40[13]\b",
        "The registry does not allow it.",
    ),
    _Case(
        "not_found",
        "file does not exist|manifest unknown|name unknown",
        "The registry has no such model.",
    ),
    _Case(
        "interrupted",
        "context canceled|request canceled",
        "Ollama gave it up in the middle.",
        retryable=True,
    ),
    _Case(
        "ollama_busy",
        "server busy|maximum pending requests",
        "Ollama has too many requests waiting.",
        retryable=True,
    ),
    _Case(
        "no_memory",
        "requires more system memory|out of memory|cudamalloc failed",
        "The model does not fit into memory there: unload others, or take a smaller one.",
    ),
    _Case(
        "runner_died",
        "runner process has terminated|runner process no longer running",
        "Ollama could not run this model there: its log says more.",
    ),
    _Case(
        "registry_unreachable",
        "no such host|connection refused|connection reset|i/o timeout|tls handshake|"
        "network is unreachable|no route to host|max retries exceeded|server misbehaving|"
        r"temporary failure|broken pipe|deadline exceeded|\beof\b|connection attempts failed",
        "The registry cannot be reached from there.",
        retryable=True,
    ),
    _Case(
        "registry_busy",
        r"\b(429|50[0234])\b|bad gateway|service unavailable|too many requests",
        "The registry cannot answer now.",
        retryable=True,
    ),
)


def from_text(text: str, status: int = -1) -> JobFailedError:
    """From what Ollama says itself, with its HTTP status where it gave one."""
    said = " ".join(text.split()) or "no reason given"
    for case in _CASES:
        if re.search(case.words, said, re.IGNORECASE):
            message = f"{case.advice} Ollama says: {said}"
            return failed(case.code, message, retryable=case.retryable)
    message = f"Ollama says: {said}"
    if status == 404 or re.search(r"\bnot found\b", said, re.IGNORECASE):
        return failed("not_found", message)
    if status == 503:
        return failed("ollama_busy", message, retryable=True)
    return failed("ollama_error", message, retryable=status in (499, 502, 504))
