"""A benchmark as a job: the plan from the server, samples to it, and on where it stopped."""

import asyncio
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
from pydantic import JsonValue

from obt.client.benchmarks.api import BenchmarkApi, ServerAwayError
from obt.client.benchmarks.delivery import Delivery
from obt.client.benchmarks.measure import Outcome, measure
from obt.client.benchmarks.rig import BOUNDS, TIME, Bounds, Time
from obt.client.benchmarks.spool import Spool
from obt.client.benchmarks.watch import Watch
from obt.client.clock import Clock
from obt.client.jobs.failure import JobFailedError, failed
from obt.client.jobs.job import Job
from obt.wire.operations import Benchmark

LAST_WORDS_S = 2.0
"""For what was measured before a cancel, or before this client stops."""


async def run(
    job: Job[Benchmark],
    *,
    clock: Clock | None = None,
    time: Time = TIME,
    bounds: Bounds = BOUNDS,
    ollama: httpx.AsyncBaseTransport | None = None,
    server: httpx.AsyncBaseTransport | None = None,
    watch: Watch | None = None,
) -> JsonValue:
    """Returns what `result` says. Raises JobFailedError."""
    benchmark_id, home = job.operation.benchmark_id, job.home
    clock = clock or Clock()
    api = BenchmarkApi(home.server_url, home.identity, server)
    try:
        await leftovers(home.folder / "benchmarks", api, except_for=str(benchmark_id))
        spool = Spool(home.folder / "benchmarks" / f"{benchmark_id}.jsonl")
        delivery = Delivery(api, spool, benchmark_id, clock)
        try:
            attempt = await _begun(spool)
            await delivery.flush(job.say)
            standing = await delivery.standing(job.say)
            who = home.identity()
            outcome = await measure(
                standing.plan,
                delivery,
                job.calls.reading.address,
                machine_id=who.client_id if who else "",
                standing=standing,
                attempt=attempt,
                tell=job.tell,
                folder=job.folder,
                generated=home.generated,
                beside=home.beside,
                time=time,
                bounds=bounds,
                transport=ollama,
                watch=watch,
            )
            await delivery.flush(job.say)
        except asyncio.CancelledError:
            with suppress(TimeoutError, ServerAwayError, JobFailedError, OSError):
                async with asyncio.timeout(LAST_WORDS_S):
                    await delivery.send()
            raise
        except JobFailedError as error:
            if error.error.code == "benchmark_gone":
                await asyncio.to_thread(spool.delete)
            raise
        await asyncio.to_thread(spool.delete)
        return result(outcome)
    finally:
        await api.aclose()


def result(outcome: Outcome) -> JsonValue:
    return {
        "samples": outcome.samples,
        "rejected": outcome.rejected,
        "cells": [
            {
                "model": it.cell.model,
                "case": it.cell.case,
                "n": it.n,
                **({"failed": it.failed} if it.failed is not None else {"stopped": it.stopped}),
            }
            for it in outcome.cells
        ],
    }


async def leftovers(folder: Path, api: BenchmarkApi, except_for: str) -> None:
    """What earlier benchmarks could not send before they were cancelled; tried once."""
    for path in await asyncio.to_thread(lambda: sorted(folder.glob("*.jsonl"))):
        if path.stem == except_for:
            continue
        spool = Spool(path)
        with suppress(ServerAwayError, OSError, ValueError):
            await asyncio.to_thread(spool.open)
            try:
                await Delivery(api, spool, UUID(path.stem), Clock()).send()
            except JobFailedError:  # it is gone, or will never be taken
                await asyncio.to_thread(spool.delete)
            else:
                await asyncio.to_thread(spool.delete_old)


async def _begun(spool: Spool) -> int:
    try:
        return await asyncio.to_thread(spool.begin)
    except OSError as error:
        why = f"What is measured cannot be kept: {error.strerror or error}"
        raise failed("disk", why, retryable=True) from error
