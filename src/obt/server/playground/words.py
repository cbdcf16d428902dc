"""Why an answer does not come, for people."""

from obt.wire.jobs import JobError
from obt.wire.playground import FEATURE


def not_connected(name: str) -> JobError:
    return _error("not_connected", f"{name} is not connected.", retryable=True)


def rest_only(name: str) -> JobError:
    message = (
        f"{name} beats over REST only (something on the way blocks WebSockets): "
        "answers cannot stream from there."
    )
    return _error("rest_only", message)


def too_old(name: str, version: str) -> JobError:
    message = f"The client on {name} is too old for the {FEATURE} (version {version}): upgrade it."
    return _error("client_too_old", message)


def link_lost(name: str) -> JobError:
    return _error("link_lost", f"The link to {name} was lost.", retryable=True)


def too_long(limit: int) -> JobError:
    return _error("too_long", f"The answer was stopped at {limit:,} characters.")


def no_answer(name: str, after_s: float) -> JobError:
    message = f"{name} did not say within {after_s:g} s that it stopped."
    return _error("no_answer", message, retryable=True)


def measuring(name: str) -> str:
    return (
        f"A benchmark runs on {name}: a prompt now would disturb what it measures. "
        "Wait for its end, or cancel it."
    )


def _error(code: str, message: str, *, retryable: bool = False) -> JobError:
    return JobError(code=code, message=message, retryable=retryable)
