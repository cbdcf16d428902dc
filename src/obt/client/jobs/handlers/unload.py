"""Unload a model, and wait until it is gone."""

import asyncio
import time
from typing import Any

from pydantic import JsonValue

from obt.client.jobs.failure import JobFailedError, failed, not_found
from obt.client.jobs.job import Job
from obt.client.jobs.models import find_loaded, is_installed
from obt.wire.operations import Unload

LOOK_EVERY_S = 0.25
ASK_AGAIN_S = 10.0
"""A request that came between has set its own keep-alive."""
PATIENCE_S = 600.0
"""A busy model finishes what it does first."""


async def unload(job: Job[Unload]) -> JsonValue:
    await unloaded(job, job.model)
    if not job.again and not await is_installed(job.calls, job.model):
        raise not_found(job.model)
    return None


async def unloaded(job: Job[Any], model: str) -> None:
    """Until ps no longer shows it. Raises JobFailedError."""
    began = asked_at = time.monotonic()
    loaded = await find_loaded(job.calls, model)
    if loaded is not None:
        job.say("unloading")
        await _ask(job, model)
    while loaded is not None:
        await asyncio.sleep(LOOK_EVERY_S)
        loaded = await find_loaded(job.calls, model)
        now = time.monotonic()
        if loaded is not None and now - began > PATIENCE_S:
            raise failed(
                "in_use",
                f"'{model}' is still in use after {PATIENCE_S / 60:.0f} minutes: "
                "stop what uses it, then retry.",
            )
        if loaded is not None and now - asked_at > ASK_AGAIN_S:
            job.say("waiting until it is idle")
            asked_at = now
            await _ask(job, model)


async def _ask(job: Job[Any], model: str) -> None:
    body = {"model": model, "keep_alive": 0, "stream": False}
    try:
        await job.calls.ask("POST", "/api/generate", body)
    except JobFailedError as error:
        if "does not support generate" not in error.error.message:
            raise
        await job.calls.ask("POST", "/api/embed", {**body, "input": []})
