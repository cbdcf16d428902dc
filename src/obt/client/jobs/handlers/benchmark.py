"""This machine's part of a benchmark."""

from dataclasses import replace

from pydantic import JsonValue

from obt.client.jobs.job import Job
from obt.wire.operations import Benchmark


async def benchmark(job: Job[Benchmark]) -> JsonValue:
    """Returns how many samples were taken and rejected, and how each cell ended."""
    # memory that an idle client does not need
    from obt.client.benchmarks.job import run
    from obt.client.benchmarks.rig import BOUNDS

    return await run(job, bounds=replace(BOUNDS, foreign_cpu=job.home.foreign_cpu))
