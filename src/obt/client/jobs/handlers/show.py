"""Everything Ollama tells of a model, on demand."""

import json
from typing import Any

from pydantic import JsonValue

from obt.client.jobs.job import Job
from obt.wire.operations import Show

MAX_BYTES = 3 * 1024 * 1024  # verbose answers hold whole vocabularies


async def show(job: Job[Show]) -> JsonValue:
    """Ollama's own fields; what was too big stands in `left_out` by name."""
    body = {"model": job.model, "verbose": job.operation.verbose}
    return smaller(await job.calls.ask("POST", "/api/show", body))


def smaller(answer: dict[str, Any]) -> dict[str, Any]:
    left_out: list[str] = []
    if _size(answer) > MAX_BYTES and isinstance(info := answer.get("model_info"), dict):
        lists = [key for key, value in info.items() if isinstance(value, list)]
        left_out += [f"model_info.{key}" for key in lists]
        kept = {key: value for key, value in info.items() if key not in lists}
        answer = {**answer, "model_info": kept}
    while _size(answer) > MAX_BYTES:
        largest = max(answer, key=lambda key: _size(answer[key]))
        left_out.append(largest)
        answer = {key: value for key, value in answer.items() if key != largest}
    return {**answer, "left_out": left_out} if left_out else answer


def _size(value: object) -> int:
    return len(json.dumps(value))
