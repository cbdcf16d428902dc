"""Pull a model, or go on where a pull was broken off."""

import asyncio
from typing import Any

from pydantic import JsonValue

from obt.client.jobs.failure import JobFailedError, failed
from obt.client.jobs.job import Job
from obt.client.jobs.meter import Meter
from obt.client.probes import disk
from obt.client.probes.reading import Missing
from obt.wire.operations import Pull

AGAIN_S = 1.0
"""Ollama may say `context canceled` once more just after a pull was cancelled."""


async def pull(job: Job[Pull]) -> JsonValue:
    """Returns its `size` in bytes."""
    return {"size": await pulled(job, job.model, insecure=job.operation.insecure)}


async def pulled(job: Job[Any], model: str, *, insecure: bool) -> int:
    """Bytes of the model. Raises JobFailedError."""
    body = {"model": model, "insecure": insecure, "stream": True}
    try:
        return await streamed(job, "/api/pull", body)
    except JobFailedError as error:
        if error.error.code != "interrupted":
            raise
    await asyncio.sleep(AGAIN_S)
    return await streamed(job, "/api/pull", body)


async def streamed(job: Job[Any], path: str, body: dict[str, Any]) -> int:
    """Follow a stream to its `success`, the only word that counts. Returns the bytes seen.

    Raises:
        JobFailedError: also where the stream ends without that word.
    """
    meter = Meter()
    try:
        async for line in job.calls.stream(path, body):
            if line.get("status") == "success":
                return meter.total
            job.tell(meter.take(line))
    except JobFailedError as error:
        if error.error.code == "no_space":
            raise _no_space(job, meter, error) from error
        raise
    raise failed("interrupted", "Ollama ended it without a word.", retryable=True)


def _no_space(job: Job[Any], meter: Meter, error: JobFailedError) -> JobFailedError:
    space = disk.space(job.folder())
    needed = meter.total - meter.completed
    if isinstance(space, Missing) or needed <= 0:
        return error
    return failed(
        "no_space",
        f"The disk of {space.path} is full: {_gigabytes(needed)} more are needed, "
        f"{_gigabytes(space.free)} are free. Delete models there, then retry: what was pulled "
        "so far is kept.",
    )


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.0f} MB"
