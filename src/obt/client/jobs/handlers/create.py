"""Create a model from another one, from blobs, or from a Modelfile's text."""

from typing import Any

from pydantic import JsonValue

from obt.client.jobs import modelfile
from obt.client.jobs.failure import failed
from obt.client.jobs.handlers.pull import streamed
from obt.client.jobs.job import Job
from obt.client.jobs.models import find_installed, is_installed
from obt.wire.operations import Create


async def create(job: Job[Create]) -> JsonValue:
    """Returns the new model's `digest`. A model of that name is replaced."""
    body = fields(job.operation)
    base = body.get("from")
    # Ollama would pull what it does not have: nobody wished for that
    if base is not None and not await is_installed(job.calls, base):
        raise failed(
            "not_found", f"There is no model '{base}' on this machine to make it from: pull it."
        )
    await streamed(job, "/api/create", {"model": job.model, "stream": True, **body})
    made = await find_installed(job.calls, job.model)
    return {"digest": made.bare_digest} if made else None


def fields(wish: Create) -> dict[str, Any]:
    """The fields of Ollama's request. What the wish says itself wins over its Modelfile.

    Raises:
        JobFailedError: the Modelfile makes no sense.
    """
    try:
        body = modelfile.parse(wish.modelfile) if wish.modelfile else {}
    except modelfile.ModelfileError as error:
        raise failed("bad_modelfile", f"The Modelfile, line {error.line}: {error}") from error
    said = {
        "from": wish.from_model,
        "files": wish.files,
        "system": wish.system,
        "template": wish.template,
        "license": wish.license,
        "quantize": wish.quantize,
    }
    if wish.from_model or wish.files:
        body.pop("from", None)
        body.pop("files", None)
    body |= {key: value for key, value in said.items() if value is not None}
    if wish.parameters is not None:
        body["parameters"] = {**body.get("parameters", {}), **wish.parameters}
    if not body.get("from") and not body.get("files"):
        raise failed("bad_modelfile", "It does not say from what: a FROM line is missing.")
    return body
