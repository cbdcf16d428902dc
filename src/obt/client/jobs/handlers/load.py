"""Load a model into memory."""

from typing import Any

from pydantic import JsonValue

from obt.client.jobs.failure import JobFailedError, failed
from obt.client.jobs.job import Job
from obt.client.jobs.models import find_loaded
from obt.wire.operations import Load


async def load(job: Job[Load]) -> JsonValue:
    """Returns what it takes: `size`, `size_vram` (bytes), `context_length`."""
    keep_alive = job.operation.keep_alive
    if keep_alive == 0:
        raise failed("bad_request", "keep_alive 0 would unload it: choose a longer one.")
    body: dict[str, Any] = {"model": job.model, "stream": False}
    if keep_alive is not None:
        body["keep_alive"] = keep_alive
    if job.operation.options is not None:
        body["options"] = job.operation.options
    job.say("loading")
    try:
        await job.calls.ask("POST", "/api/generate", body)
    except JobFailedError as error:
        if "does not support generate" not in error.error.message:
            raise
        await job.calls.ask("POST", "/api/embed", {**body, "input": []})
    loaded = await find_loaded(job.calls, job.model)
    if loaded is None:  # somebody was faster to unload it
        return None
    return loaded.model_dump(mode="json", include={"size", "size_vram", "context_length"})
