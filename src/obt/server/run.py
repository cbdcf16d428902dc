"""Run the server until Ctrl-C."""

import contextlib
import gc
import sys

import structlog
import uvicorn
from pydantic import ValidationError

from obt.server.app import create_app
from obt.server.core.log import configure
from obt.server.core.ports import taken, url_of
from obt.server.core.settings import ServerSettings
from obt.wire.frames import MAX_FRAME_BYTES

log = structlog.get_logger()
GRACE_S = 2  # streams and links are closed first, so little is left to wait for


def load_settings(**given: object) -> ServerSettings:
    """Settings from the environment, with what the command line gave; the data folder is there.

    Raises:
        SystemExit: with a sentence for each thing wrong.
    """
    try:
        settings = ServerSettings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.stderr.write(f"OBT_DATA_DIR: {error.filename}: {error.strerror}\n")
        raise SystemExit(2) from error
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(["OBT", *map(str, problem["loc"])]).upper() if problem["loc"] else ""
            text = problem["msg"].removeprefix("Value error, ")
            sys.stderr.write(f"{name}: {text}\n" if name else f"{text}\n")
        raise SystemExit(2) from error
    return settings


def _calm_the_collector() -> None:
    """A live fleet is millions of objects that stay: looking through them for garbage that beats
    never leave made a beat three times as slow with 10,000 clients."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def run(host: str | None = None, port: int | None = None) -> None:
    """Until Ctrl-C, or until something died that the server cannot do without (exit code 1)."""
    configure()
    settings = load_settings(host=host, port=port)
    if why := taken(settings.host, settings.port, "OBT_PORT"):
        sys.stderr.write(f"{why}\n")
        raise SystemExit(1)
    dead = False

    def stop() -> None:
        nonlocal dead
        dead = server.should_exit = True

    config = uvicorn.Config(
        create_app(settings, on_death=stop),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,  # memory and time for 10,000 links, on a network of our own
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = uvicorn.Server(config)
    _calm_the_collector()
    url = url_of(settings.host, settings.port)
    log.info("OBT server", url=url, data=str(settings.data_dir))
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if dead or not server.started:
        raise SystemExit(1)
