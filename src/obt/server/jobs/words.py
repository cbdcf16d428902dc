"""Why the server itself ends a job, in words a person can act on."""

from obt.wire.jobs import JobError
from obt.wire.operations import Kind

DEADLINE = JobError(
    code="deadline",
    message="Its deadline passed before it could begin. Retry it to run it without a deadline.",
    retryable=False,
)


def client_too_old(client: str, kind: Kind) -> JobError:
    message = f"The OBT client on {client} is too old to {kind}: upgrade it, then retry."
    return JobError(code="client_too_old", message=message, retryable=False)


def forgotten(client: str) -> JobError:
    message = f"{client} was forgotten while the job was open."
    return JobError(code="client_forgotten", message=message, retryable=False)


def lost(client: str, silent_s: float) -> JobError:
    message = (
        f"{client} has not been heard for {_span(silent_s)}: whether the job was done there is "
        "not known. Retry it when the machine is back."
    )
    return JobError(code="client_gone", message=message, retryable=True)


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
