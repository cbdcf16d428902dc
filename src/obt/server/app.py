"""The app factory: wires the rooms, and runs their side tasks while the server runs."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection

import obt
from obt.server import page
from obt.server.benchmarks import endpoints as benchmarks_endpoints
from obt.server.benchmarks import fleet_endpoints as benchmark_fleet_endpoints
from obt.server.benchmarks import result_endpoints as benchmark_results_endpoints
from obt.server.benchmarks.service import BenchmarkService
from obt.server.clients import endpoints as clients_endpoints
from obt.server.clients.keeping import Keeping
from obt.server.clients.rest_link import RestLink
from obt.server.clients.service import ClientService
from obt.server.core import problems
from obt.server.core.body import BodyLimit
from obt.server.core.clock import Clock, SystemClock
from obt.server.core.headers import SecurityHeaders
from obt.server.core.locks import Locks
from obt.server.core.origin import OriginGuard
from obt.server.core.settings import ServerSettings, is_loopback
from obt.server.db.engine import Database
from obt.server.db.migrate import migrate
from obt.server.events.bus import Bus
from obt.server.history import endpoints as history_endpoints
from obt.server.history import fleet_endpoints as history_fleet_endpoints
from obt.server.history.history import History
from obt.server.info import endpoints as info_endpoints
from obt.server.info.metrics import Metrics
from obt.server.jobs import endpoints as jobs_endpoints
from obt.server.jobs.jobs import Jobs
from obt.server.jobs.runs import Runs
from obt.server.link.gateway import Gateway
from obt.server.link.links import Links
from obt.server.link.session import Desks
from obt.server.models import endpoints as models_endpoints
from obt.server.openapi import describe
from obt.server.playground import endpoints as playground_endpoints
from obt.server.playground.playground import Playground
from obt.server.preferences import endpoints as preferences_endpoints
from obt.server.preferences.service import Preferences
from obt.server.registry.liveness import Rules
from obt.server.registry.outbox import Outboxes
from obt.server.registry.registry import Registry
from obt.server.session import endpoints as session_endpoints
from obt.server.stream import endpoints as stream_endpoints
from obt.server.stream.snapshot import Snapshots
from obt.server.transfers import endpoints as transfers_endpoints
from obt.server.transfers.broker import Broker
from obt.server.views.jobs import Job
from obt.server.workloads import endpoints as workloads_endpoints
from obt.server.workloads.service import WorkloadService
from obt.wire.closing import Close

log = structlog.get_logger()
STREAMS = re.compile(r"^/api/v1/clients/[^/]+/transfers/[^/]+/reads/")  # bytes of models
SAMPLES = re.compile(  # every sample of a benchmark; a block of a thousand requests
    r"^/api/v1/(benchmarks/import|clients/[^/]+/benchmarks/[^/]+/reports)$"
)
SWEEP_S = 0.5  # a status is at most this late: well within what a person notices
MINUTE_S = 60.0
FLUSH_S = 5.0  # what a crash may forget of live state; facts are committed at once


def create_app(
    settings: ServerSettings | None = None,
    clock: Clock | None = None,
    on_death: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Builds everything; nothing is opened before the app's lifespan begins.

    `on_death` is called when a side task died of something unforeseen: without it the server would
    go on as a ghost, so whoever runs it has to stop it.
    """
    settings = settings or ServerSettings()
    clock = clock or SystemClock()
    bus = Bus()
    rules = Rules(settings.heartbeat_interval_s, settings.client_timeout_s)
    registry = Registry(clock, rules, bus)
    outboxes = Outboxes()
    locks = Locks(settings.admin_token, settings.enroll_token, clock)
    db = Database(settings.sqlalchemy_url)
    jobs = Jobs.of(settings, db, registry, outboxes, clock)
    registry.open_jobs = jobs.desk.open_jobs
    history = History(db, registry, clock, settings.telemetry_history_days)
    workloads = WorkloadService(db, clock)
    benchmarks = BenchmarkService(db, registry, Runs(jobs.service), workloads, clock)

    def job_ended(job: Job) -> None:
        history.job_ended(job)
        benchmarks.job_ended(job)

    registry.witness, jobs.book.on_ended = history, job_ended
    metrics = Metrics(registry)
    clients = ClientService(db, registry, locks, clock, jobs.desk)
    keeping = Keeping(db, registry, clock)
    transfers = Broker(outboxes, registry.link, jobs.desk, clock)
    playground = Playground(registry, outboxes, clock, jobs.desk.measuring)
    desks = Desks(registry, keeping, jobs.desk, transfers, playground, metrics.observe)
    gateway = Gateway(clients, outboxes, desks)

    async def forgotten(client_id: str) -> None:
        await gateway.close(client_id, Close.FORGOTTEN, "this client was forgotten")

    clients.on_forgotten = forgotten

    async def sweep() -> None:
        registry.sweep()

    def died(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.critical("a side task died", task=task.get_name(), exc_info=error)
            on_death()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if settings.database_url is None:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        await migrate(db)
        clients.hashes = await keeping.restore()
        await jobs.restore()
        await benchmarks.restore()
        history.started()
        async with asyncio.TaskGroup() as side:
            work = {
                "sweep": _every(SWEEP_S, sweep),
                "flush": _every(FLUSH_S, keeping.flush),
                "log": _every(FLUSH_S, history.log.flush),
                "history": _every(MINUTE_S, history.flush),
                "jobs": jobs.desk.run(),
                "benchmarks": benchmarks.run(),
            }
            tasks = [side.create_task(run, name=name) for name, run in work.items()]
            for task in tasks:
                task.add_done_callback(died)
            yield
            for task in tasks:
                task.cancel()
        await keeping.flush()
        await history.close()
        await db.close()

    app = FastAPI(
        title="OBT",
        version=obt.__version__,
        summary="Mission control for every machine you own that runs Ollama",
        lifespan=lifespan,
        redoc_url=None,
    )
    state = app.state
    state.settings, state.clock, state.started_at = settings, clock, clock.monotonic()
    state.bus, state.registry, state.locks, state.db = bus, registry, locks, db
    state.clients, state.keeping = clients, keeping
    state.outboxes, state.metrics = outboxes, metrics
    state.rest_link = RestLink(registry, outboxes, jobs.desk)
    state.snapshots = Snapshots(registry, jobs.desk)
    state.jobs, state.transfers, state.history = jobs, transfers, history
    state.benchmarks, state.workloads = benchmarks, workloads
    state.playground, state.preferences = playground, Preferences(db, clock)

    problems.install(app)
    # the last added is the outermost
    app.add_middleware(
        BodyLimit,
        max_bytes=settings.max_body_bytes,
        streams=STREAMS,
        large=SAMPLES,
        most=max(settings.max_import_bytes, settings.max_body_bytes),
        known=lambda scope: clients.knows(HTTPConnection(scope)),
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_credentials=True,
        allow_methods=["*"],
        allow_headers=["authorization", "content-type", "idempotency-key", "last-event-id"],
    )
    app.add_middleware(Links, gateway=gateway)
    app.add_middleware(
        OriginGuard, origins=settings.cors_origins, any_host=not is_loopback(settings.host)
    )
    app.add_middleware(SecurityHeaders)
    for endpoints in (
        info_endpoints,
        session_endpoints,
        benchmark_results_endpoints,  # before the ids: `compare` is none
        benchmarks_endpoints,
        benchmark_fleet_endpoints,
        clients_endpoints,
        history_endpoints,
        history_fleet_endpoints,
        jobs_endpoints,
        models_endpoints,
        playground_endpoints,
        preferences_endpoints,
        stream_endpoints,
        transfers_endpoints,
        workloads_endpoints,
    ):
        app.include_router(endpoints.router)
    describe(app)
    page.install(app)
    return app


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """A database that is away for a moment must not take the live fleet down."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except SQLAlchemyError as error:
            log.error("the database failed, trying again", error=str(error))
