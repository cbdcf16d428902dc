"""What handlers ask of Ollama's lists."""

from datetime import UTC, datetime

from obt.client.jobs.calls import Calls
from obt.client.jobs.failure import failed, from_reading
from obt.client.ollama import parse
from obt.client.ollama.access import Failure
from obt.wire.facts import LoadedModel
from obt.wire.names import same_model


async def find_loaded(calls: Calls, model: str) -> LoadedModel | None:
    """Raises JobFailedError."""
    body = await calls.reading.ps()
    answer = body if isinstance(body, Failure) else calls.reading.parse(body)
    if isinstance(answer, Failure):
        raise from_reading(answer)
    try:
        models, _ = parse.loaded(answer, datetime.now(UTC))
    except ValueError as error:
        raise failed("ollama_garbage", f"Ollama's list of loaded models: {error}") from error
    return next((loaded for loaded in models if same_model(loaded.name, model)), None)


async def find_installed(calls: Calls, model: str) -> parse.Tag | None:
    """Raises JobFailedError."""
    return next((t for t in await all_installed(calls) if same_model(t.label, model)), None)


async def all_installed(calls: Calls) -> list[parse.Tag]:
    """Raises JobFailedError."""
    body = await calls.reading.tags()
    answer = body if isinstance(body, Failure) else calls.reading.parse(body)
    if isinstance(answer, Failure):
        raise from_reading(answer)
    try:
        tags, _ = parse.installed(answer)
    except ValueError as error:
        raise failed("ollama_garbage", f"Ollama's list of models: {error}") from error
    return tags


async def is_installed(calls: Calls, model: str) -> bool:
    """Raises JobFailedError."""
    return await find_installed(calls, model) is not None
