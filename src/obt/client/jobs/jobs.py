"""The room, put together."""

from collections.abc import Callable
from pathlib import Path

import httpx

from obt.client.jobs.calls import Calls
from obt.client.jobs.handlers import HANDLERS
from obt.client.jobs.job import Home, Job
from obt.client.jobs.journal import Journal
from obt.client.jobs.worker import JobWorker
from obt.client.ollama.access import Ollama
from obt.client.ports import Pokeable, Reports
from obt.client.probes.reading import Missing
from obt.client.transfer.transfers import Transfers
from obt.wire.jobs import JobAssigned, Progress
from obt.wire.operations import Operation


def make_worker(
    reports: Reports,
    ollama: Ollama,
    sync: Pokeable,
    home: Home,
    folder: Callable[[], Path | Missing],
    transfers: Transfers,
    transport: httpx.AsyncBaseTransport | None = None,
) -> JobWorker:
    """`folder` finds Ollama's models."""
    calls = Calls(ollama, transport)

    def make(order: JobAssigned, again: bool, tell: Callable[[Progress], None]) -> Job[Operation]:
        return Job(
            job_id=order.job_id,
            model=order.model or "",
            operation=order.operation,
            again=again,
            calls=calls,
            folder=folder,
            transfers=transfers,
            home=home,
            tell=tell,
        )

    journal = Journal(home.folder / "jobs.jsonl")
    return JobWorker(reports, journal, HANDLERS, make, sync, calls.aclose)
