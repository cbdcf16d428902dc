"""A simulated client: a machine that speaks the link, and carries out load and unload at once."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

import obt
from obt.simulate.fleet.machine import Machine
from obt.wire import PROTOCOL
from obt.wire.frames import Goodbye, Hello, Resync, Welcome, server_frame
from obt.wire.jobs import JobAccepted, JobAssigned, JobError, JobFinished
from obt.wire.operations import Load, Unload
from obt.wire.rest import Registered, Registration
from obt.wire.types import Message

KEEP = timedelta(minutes=5)


class SimulatedClient:
    """Registers, links, beats. `on_linked` and `on_beat` hear of it, for counting."""

    def __init__(
        self,
        machine: Machine,
        server_url: str,
        *,
        enroll_token: str | None = None,
        interval_s: float | None = None,
        on_linked: Callable[[], None] = lambda: None,
        on_beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.machine = machine
        self._url = server_url.rstrip("/")
        self._enroll_token = enroll_token
        self._interval_s = interval_s
        self._on_linked = on_linked
        self._on_beat = on_beat

    async def register(self, http: httpx.AsyncClient) -> str:
        """Returns this client's token."""
        machine = self.machine
        registration = Registration(
            client_id=machine.client_id,
            name=machine.client_id,
            hostname=machine.client_id,
            platform="linux",
            client_version=obt.__version__,
            ollama=machine.ollama,
            hardware=machine.hardware(),
            labels=machine.labels,
        )
        token = self._enroll_token
        reply = await http.post(
            f"{self._url}/api/v1/clients",
            content=registration.model_dump_json(),
            headers={"content-type": "application/json"}
            | ({"authorization": f"Bearer {token}"} if token else {}),
        )
        reply.raise_for_status()
        return Registered.model_validate_json(reply.content).token

    async def run(
        self, http: httpx.AsyncClient, gate: asyncio.Semaphore, *, first_beat_after_s: float = 0
    ) -> None:
        """Until cancelled or closed by the server. `gate` bounds how many dial at once."""
        async with contextlib.AsyncExitStack() as stack:
            async with gate:
                token = await self.register(http)
                link = await stack.enter_async_context(self._dial(token))
                interval_s = await self._greet(link)
            self._on_linked()
            beating = asyncio.create_task(
                self._beat(link, self._interval_s or interval_s, first_beat_after_s)
            )
            try:
                async for text in link:
                    await self._obey(link, text)
            finally:
                beating.cancel()
                with contextlib.suppress(ConnectionClosed):
                    await _send(link, Goodbye())

    def _dial(self, token: str) -> connect:
        url = self._url.replace("http", "ws", 1)
        return connect(
            f"{url}/api/v1/clients/{self.machine.client_id}/link",
            additional_headers={"authorization": f"Bearer {token}"},
            compression=None,
            ping_interval=None,
            proxy=None,
        )

    async def _greet(self, link: ClientConnection) -> float:
        """Returns the interval that the server asks for, in seconds."""
        hello = Hello(
            protocol=PROTOCOL,
            client_version=obt.__version__,
            kinds=["load", "unload"],
            models=self.machine.snapshot().fingerprint,
        )
        await _send(link, hello)
        welcome = server_frame.validate_json(await link.recv())
        if not isinstance(welcome, Welcome):
            raise TypeError(f"the server answered {welcome.type} to hello")
        if welcome.resync:
            await _send(link, self.machine.snapshot())
        return welcome.heartbeat_interval_s

    async def _beat(self, link: ClientConnection, interval_s: float, first_s: float) -> None:
        await asyncio.sleep(first_s)
        with contextlib.suppress(ConnectionClosed):
            while True:
                await _send(link, self.machine.beat())
                self._on_beat()
                await asyncio.sleep(interval_s)

    async def _obey(self, link: ClientConnection, text: str | bytes) -> None:
        frame = server_frame.validate_json(text)
        if isinstance(frame, Resync):
            await _send(link, self.machine.snapshot())
        elif isinstance(frame, JobAssigned):
            accepted = JobAccepted(job_id=frame.job_id, attempt=frame.attempt)
            await _send(link, accepted)
            await _send(link, self._carry_out(frame))
            await _send(link, self.machine.beat())

    def _carry_out(self, job: JobAssigned) -> JobFinished:
        error: JobError | None = None
        match job.operation:
            case Load() if job.model and self.machine.load(job.model, datetime.now(UTC) + KEEP):
                pass
            case Unload() if job.model:
                self.machine.unload(job.model)
            case _:
                message = f"This simulated machine has no model '{job.model}'."
                error = JobError(code="not_found", message=message, retryable=False)
        outcome = "failed" if error else "succeeded"
        return JobFinished(job_id=job.job_id, attempt=job.attempt, outcome=outcome, error=error)


async def _send(link: ClientConnection, frame: Message) -> None:
    await link.send(frame.model_dump_json())
