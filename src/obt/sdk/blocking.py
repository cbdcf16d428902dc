"""`Obt`: the API for programs that wait for each answer."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
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
    from obt.sdk.benchmarks.blocking import Benchmarks, Workloads


class Obt:
    """A connection to an OBT server; every method raises ObtError.

    Args:
        url: default: OBT_SERVER_URL, else http://127.0.0.1:8881.
        token: the admin token, where the server asks for one; default: OBT_ADMIN_TOKEN.
        timeout_s: for each call.
        transport: in the place of the network.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = address(url)
        self._http = httpx.Client(**options(self.url, token, timeout_s), transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    @property
    def benchmarks(self) -> "Benchmarks":
        from obt.sdk.benchmarks.blocking import Benchmarks  # large: only for those who use it

        return Benchmarks(self)

    @property
    def workloads(self) -> "Workloads":
        from obt.sdk.benchmarks.blocking import Workloads

        return Workloads(self)

    def info(self) -> Info:
        return self._one(calls.info())

    def clients(self, q: str = "", status: Status | None = None) -> list[Client]:
        """By name. `q` speaks the search language."""
        return self.run(flows.clients(q, status))

    def client(self, client_id: str) -> Client:
        return self._one(calls.client(client_id))

    def change_client(
        self, client_id: str, *, name: str | None = None, labels: list[str] | None = None
    ) -> Client:
        """Rename it, or give it other labels in the place of those it has; None = as it is."""
        change = ClientChange(name=name, labels=labels)
        return self._one(calls.change_client(client_id, change))

    def forget_client(self, client_id: str) -> None:
        """With its telemetry and log. A client that still runs is told to stop."""
        self._one(calls.forget_client(client_id))

    def log(self, client_id: str, most: int | None = None) -> list[LogEntry]:
        """What happened to it, newest first."""
        return self.run(flows.log(client_id, most))

    def models(self, q: str = "") -> list[Model]:
        """By name. `q` speaks the search language."""
        return self.run(flows.models(q))

    def model(self, name: str) -> Model:
        """By its full name, as `models` shows it."""
        return self._one(calls.model(name))

    def jobs(
        self,
        q: str = "",
        state: JobState | None = None,
        client_id: str | None = None,
        batch_id: UUID | str | None = None,
        most: int | None = None,
    ) -> list[Job]:
        """Newest first."""
        return self.run(flows.jobs(q, state, client_id, batch_id, most))

    def job(self, job_id: UUID | str) -> Job:
        """With its whole result."""
        return self._one(calls.job(job_id))

    def create_jobs(
        self, operation: ModelOperation, targets: Targets, deadline_s: float | None = None
    ) -> JobBatch:
        """File `operation` on each target, of which there are 10,000 at most. Sent again where the
        answer got lost; files once.
        """
        return self.run(flows.create_jobs(operation, targets, deadline_s))

    def create_batches(
        self,
        operation: ModelOperation,
        targets: Targets,
        deadline_s: float | None = None,
        on_filed: OnFiled | None = None,
    ) -> list[JobBatch]:
        """As `create_jobs`, in as many batches as it takes for all targets. Where one is refused,
        those before it are filed: `on_filed` was told of them.
        """
        return self.run(flows.create_batches(operation, targets, deadline_s, on_filed))

    def cancel(self, job_id: UUID | str) -> Job:
        return self._one(calls.cancel(job_id))

    def retry(self, job_id: UUID | str) -> Job:
        return self._one(calls.retry(job_id))

    def batch(self, batch_id: UUID | str) -> JobBatch:
        return self._one(calls.batch(batch_id))

    def cancel_batch(self, batch_id: UUID | str) -> JobBatch:
        return self._one(calls.cancel_batch(batch_id))

    def retry_batch(self, batch_id: UUID | str) -> JobBatch:
        """Those that failed or were lost."""
        return self._one(calls.retry_batch(batch_id))

    def wait(
        self,
        batch: JobBatch | UUID | str,
        on_progress: OnProgress | None = None,
        on_contact: OnContact | None = None,
    ) -> JobBatch:
        """Until every job has ended; restarts of the server are sat out."""
        (ended,) = self.wait_all([batch], on_progress, on_contact)
        return ended

    def wait_all(
        self,
        batches: Sequence[JobBatch | UUID | str],
        on_progress: OnProgress | None = None,
        on_contact: OnContact | None = None,
    ) -> list[JobBatch]:
        """As `wait`, for several at once."""
        return self.run(wait_all(batches, on_progress, on_contact))

    def _one(self, call: Call[M]) -> M:
        return self.run(flows.one(call))

    def run(self, flow: Flow[T]) -> T:
        """Carry out what `obt.sdk.flows` describes."""
        steps = Steps(flow)
        with _Hands(self._http, self.url) as hands:
            while steps.request is not None:
                try:
                    reply = hands.carry_out(steps.request)
                except ObtError as error:
                    steps.failed(error)
                else:
                    steps.succeeded(reply)
        return steps.result


class _Hands:
    """Carries out one flow's requests."""

    def __init__(self, http: httpx.Client, url: str) -> None:
        self._http = http
        self._url = url
        self._open = ExitStack()
        self._received: Iterator[bytes] = iter(())
        self._parser = EventParser()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def carry_out(self, request: Request) -> Any:
        """Raises ObtError."""
        match request:
            case Sleep(seconds):
                time.sleep(seconds)
            case Listen(last_event_id):
                with in_our_words(self._url):
                    self._listen(last_event_id)
            case Hear():
                with in_our_words(self._url):
                    return self._hear()
            case Call():
                with in_our_words(self._url):
                    reply = self._http.request(**arguments(request))
                return request.read(*told(reply))
        return None

    def _listen(self, last_event_id: str | None) -> None:
        self._open.close()
        reply = self._open.enter_context(self._http.stream(**stream_arguments(last_event_id)))
        if not reply.is_success:
            reply.read()
            refuse(*told(reply))
        self._received = reply.iter_bytes()
        self._parser = EventParser()

    def _hear(self) -> ServerEvent:
        while True:
            if event := self._parser.next():
                return event
            received = next(self._received, None)
            if received is None:
                raise UnreachableError(self._url, "the stream ended", sent=True)
            self._parser.feed(received)
