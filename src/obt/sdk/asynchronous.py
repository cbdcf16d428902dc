"""`AsyncObt`: the same for programs that do other things meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import httpx

from obt.sdk import calls, flows
from obt.sdk.calls import Call, M, refuse
from obt.sdk.connection import (
    TIMEOUT_S,
    address,
    arguments,
    in_our_words,
    options,
    stream_arguments,
    told,
)
from obt.sdk.errors import ObtError, UnreachableError
from obt.sdk.flows import Flow, Hear, Listen, OnFiled, Request, Sleep, Steps, T, Targets
from obt.sdk.models import Client, ClientChange, Info, Job, JobBatch, LogEntry, Model, Status
from obt.sdk.sse import EventParser, ServerEvent
from obt.sdk.waiting import OnContact, OnProgress, wait_all
from obt.wire.jobs import JobState
from obt.wire.operations import ModelOperation

if TYPE_CHECKING:
    from obt.sdk.benchmarks.asynchronous import Benchmarks, Workloads


class AsyncObt:
    """As `Obt`, with awaitable methods."""

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = address(url)
        self._http = httpx.AsyncClient(**options(self.url, token, timeout_s), transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    @property
    def benchmarks(self) -> "Benchmarks":
        from obt.sdk.benchmarks.asynchronous import Benchmarks  # large: only for those who use it

        return Benchmarks(self)

    @property
    def workloads(self) -> "Workloads":
        from obt.sdk.benchmarks.asynchronous import Workloads

        return Workloads(self)

    async def info(self) -> Info:
        return await self._one(calls.info())

    async def clients(self, q: str = "", status: Status | None = None) -> list[Client]:
        """By name. `q` speaks the search language."""
        return await self.run(flows.clients(q, status))

    async def client(self, client_id: str) -> Client:
        return await self._one(calls.client(client_id))

    async def change_client(
        self, client_id: str, *, name: str | None = None, labels: list[str] | None = None
    ) -> Client:
        """Rename it, or give it other labels in the place of those it has; None = as it is."""
        change = ClientChange(name=name, labels=labels)
        return await self._one(calls.change_client(client_id, change))

    async def forget_client(self, client_id: str) -> None:
        """With its telemetry and log. A client that still runs is told to stop."""
        await self._one(calls.forget_client(client_id))

    async def log(self, client_id: str, most: int | None = None) -> list[LogEntry]:
        """What happened to it, newest first."""
        return await self.run(flows.log(client_id, most))

    async def models(self, q: str = "") -> list[Model]:
        """By name. `q` speaks the search language."""
        return await self.run(flows.models(q))

    async def model(self, name: str) -> Model:
        """By its full name, as `models` shows it."""
        return await self._one(calls.model(name))

    async def jobs(
        self,
        q: str = "",
        state: JobState | None = None,
        client_id: str | None = None,
        batch_id: UUID | str | None = None,
        most: int | None = None,
    ) -> list[Job]:
        """Newest first."""
        return await self.run(flows.jobs(q, state, client_id, batch_id, most))

    async def job(self, job_id: UUID | str) -> Job:
        """With its whole result."""
        return await self._one(calls.job(job_id))

    async def create_jobs(
        self, operation: ModelOperation, targets: Targets, deadline_s: float | None = None
    ) -> JobBatch:
        """File `operation` on each target, of which there are 10,000 at most. Sent again where the
        answer got lost; files once.
        """
        return await self.run(flows.create_jobs(operation, targets, deadline_s))

    async def create_batches(
        self,
        operation: ModelOperation,
        targets: Targets,
        deadline_s: float | None = None,
        on_filed: OnFiled | None = None,
    ) -> list[JobBatch]:
        """As `create_jobs`, in as many batches as it takes for all targets. Where one is refused,
        those before it are filed: `on_filed` was told of them.
        """
        return await self.run(flows.create_batches(operation, targets, deadline_s, on_filed))

    async def cancel(self, job_id: UUID | str) -> Job:
        return await self._one(calls.cancel(job_id))

    async def retry(self, job_id: UUID | str) -> Job:
        return await self._one(calls.retry(job_id))

    async def batch(self, batch_id: UUID | str) -> JobBatch:
        return await self._one(calls.batch(batch_id))

    async def cancel_batch(self, batch_id: UUID | str) -> JobBatch:
        return await self._one(calls.cancel_batch(batch_id))

    async def retry_batch(self, batch_id: UUID | str) -> JobBatch:
        """Those that failed or were lost."""
        return await self._one(calls.retry_batch(batch_id))

    async def wait(
        self,
        batch: JobBatch | UUID | str,
        on_progress: OnProgress | None = None,
        on_contact: OnContact | None = None,
    ) -> JobBatch:
        """Until every job has ended; restarts of the server are sat out."""
        (ended,) = await self.wait_all([batch], on_progress, on_contact)
        return ended

    async def wait_all(
        self,
        batches: Sequence[JobBatch | UUID | str],
        on_progress: OnProgress | None = None,
        on_contact: OnContact | None = None,
    ) -> list[JobBatch]:
        """As `wait`, for several at once."""
        return await self.run(wait_all(batches, on_progress, on_contact))

    async def _one(self, call: Call[M]) -> M:
        return await self.run(flows.one(call))

    async def run(self, flow: Flow[T]) -> T:
        """Carry out what `obt.sdk.flows` describes."""
        steps = Steps(flow)
        async with _Hands(self._http, self.url) as hands:
            while steps.request is not None:
                try:
                    reply = await hands.carry_out(steps.request)
                except ObtError as error:
                    steps.failed(error)
                else:
                    steps.succeeded(reply)
        return steps.result


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield


class _Hands:
    """Carries out one flow's requests."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http = http
        self._url = url
        self._open = AsyncExitStack()
        self._received: AsyncIterator[bytes] = _nothing()
        self._parser = EventParser()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def carry_out(self, request: Request) -> Any:
        """Raises ObtError."""
        match request:
            case Sleep(seconds):
                await asyncio.sleep(seconds)
            case Listen(last_event_id):
                with in_our_words(self._url):
                    await self._listen(last_event_id)
            case Hear():
                with in_our_words(self._url):
                    return await self._hear()
            case Call():
                with in_our_words(self._url):
                    reply = await self._http.request(**arguments(request))
                return request.read(*told(reply))
        return None

    async def _listen(self, last_event_id: str | None) -> None:
        await self._open.aclose()
        reply = await self._open.enter_async_context(
            self._http.stream(**stream_arguments(last_event_id))
        )
        if not reply.is_success:
            await reply.aread()
            refuse(*told(reply))
        self._received = reply.aiter_bytes()
        self._parser = EventParser()

    async def _hear(self) -> ServerEvent:
        while True:
            if event := self._parser.next():
                return event
            received = await anext(self._received, None)
            if received is None:
                raise UnreachableError(self._url, "the stream ended", sent=True)
            self._parser.feed(received)
