"""This machine's part of a benchmark."""

from pydantic import JsonValue

from obt.client.jobs.job import Job
from obt.wire.operations import Benchmark


async def benchmark(job: Job[Benchmark]) -> JsonValue:
    """Returns how many samples were taken and rejected, and how each cell ended."""
    from obt.client.benchmarks.job import run  # memory that an idle client does not need

    return await run(job)
