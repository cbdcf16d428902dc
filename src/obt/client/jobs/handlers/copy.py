"""Copy a model to another name on the same machine; with `rename`, the old name goes."""

from pydantic import JsonValue

from obt.client.jobs.failure import failed, not_found
from obt.client.jobs.handlers.delete import deleted
from obt.client.jobs.job import Job
from obt.client.jobs.models import find_installed
from obt.wire.names import same_model
from obt.wire.operations import Copy


async def copy(job: Job[Copy]) -> JsonValue:
    destination = job.operation.destination
    if same_model(job.model, destination):
        raise failed("bad_request", "Source and destination are the same model.")
    source = await find_installed(job.calls, job.model)
    there = await find_installed(job.calls, destination)
    if source is None:
        if job.again and job.operation.rename and there is not None:
            return None
        raise not_found(job.model)
    if there is not None and there.digest != source.digest:
        raise failed(
            "exists",
            f"There is another model '{destination}' already: delete it first, or choose another "
            "name.",
        )
    if there is None:
        job.say("copying")
        body = {"source": job.model, "destination": destination}
        await job.calls.ask("POST", "/api/copy", body)
    if job.operation.rename:
        await deleted(job, job.model)
    return None
