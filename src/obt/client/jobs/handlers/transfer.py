"""Copy a model from another machine: Ollama's own pull, from a registry that we are."""

import asyncio
from typing import Any

from pydantic import JsonValue

from obt.client.jobs.failure import JobFailedError, failed
from obt.client.jobs.handlers.pull import pulled
from obt.client.jobs.job import Job
from obt.client.jobs.models import all_installed, is_installed
from obt.client.transfer.names import is_temporary
from obt.client.transfer.registry import LoopbackRegistry
from obt.wire.operations import Transfer
from obt.wire.transfer import TransferGrant

OURS = frozenset({"no_space", "ollama_unreachable", "ollama_too_old", "stalled", "no_memory"})
"""Failures of this machine; every other failure of the pull is one of the way to the source."""


async def transfer(job: Job[Transfer]) -> JsonValue:
    """Returns its `size` in bytes, and the `way` it came: `direct` or `relay`."""
    if not job.calls.reading.address.loopback:
        raise failed(
            "not_local",
            "This client's Ollama is on another machine: run a client beside that Ollama.",
        )
    job.say("asking for it")
    transfers = job.transfers
    grant = await transfers.relay.grant(job.job_id)
    try:
        registry, way = await _opened(job, grant)
        try:
            size = await _pulled(job, registry.name)
            job.say("naming it")
            body = {"source": registry.name, "destination": job.model}
            await job.calls.ask("POST", "/api/copy", body)
        finally:
            await asyncio.to_thread(transfers.close, registry)
    finally:
        await transfers.relay.end(grant)
    await tidy(job)
    return {"size": size, "way": way}


async def _opened(job: Job[Any], grant: TransferGrant) -> tuple[LoopbackRegistry, str]:
    """A thread goes on when its job is cancelled: what it opens then is closed again."""
    transfers = job.transfers

    def close(late: asyncio.Future[tuple[LoopbackRegistry, str]]) -> None:
        if not late.cancelled() and late.exception() is None:
            transfers.close(late.result()[0])

    opening = asyncio.ensure_future(asyncio.to_thread(transfers.open, job.model, grant))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(close)
        raise


async def _pulled(job: Job[Any], name: str) -> int:
    try:
        return await pulled(job, name, insecure=True)
    except JobFailedError as error:
        if error.error.code in OURS:
            raise
        source = job.operation.source_client_id
        why = f"Reading from {source} broke off: {error.error.message}"
        raise failed("source_unreachable", why, retryable=True) from error


async def tidy(job: Job[Any]) -> None:
    """The temporary names go, also those that an earlier, broken run left behind."""
    for tag in await all_installed(job.calls):
        if is_temporary(tag.label) and not job.transfers.is_open(tag.label):
            try:
                await job.calls.ask("DELETE", "/api/delete", {"model": tag.label})
            except JobFailedError:
                # another transfer that ended at the same moment may have been quicker
                if await is_installed(job.calls, tag.label):
                    raise
