"""Delete a model. It is unloaded first: Ollama itself would leave it in memory, without a name."""

from typing import Any

from pydantic import JsonValue

from obt.client.jobs.failure import JobFailedError, not_found
from obt.client.jobs.handlers.unload import unloaded
from obt.client.jobs.job import Job
from obt.client.jobs.models import find_installed, is_installed
from obt.wire.operations import Delete


async def delete(job: Job[Delete]) -> JsonValue:
    """Returns the `size` it had, in bytes; layers that other models share stay on the disk."""
    installed = await find_installed(job.calls, job.model)
    if installed is None:
        if job.again:
            return None
        raise not_found(job.model)
    await deleted(job, job.model)
    return {"size": installed.size}


async def deleted(job: Job[Any], model: str) -> None:
    """Raises JobFailedError."""
    await unloaded(job, model)
    job.say("deleting")
    try:
        await job.calls.ask("DELETE", "/api/delete", {"model": model})
    except JobFailedError:
        # on Windows a blob still in use is an error, though the model itself is gone
        if await is_installed(job.calls, model):
            raise
