"""Push a model to the registry that its name says."""

from pydantic import JsonValue

from obt.client.jobs.failure import not_found
from obt.client.jobs.handlers.pull import streamed
from obt.client.jobs.job import Job
from obt.client.jobs.models import is_installed
from obt.wire.operations import Push


async def push(job: Job[Push]) -> JsonValue:
    """Returns its `size` in bytes."""
    if not await is_installed(job.calls, job.model):
        raise not_found(job.model)
    body = {"model": job.model, "insecure": job.operation.insecure, "stream": True}
    return {"size": await streamed(job, "/api/push", body)}
