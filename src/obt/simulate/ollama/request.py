"""Reading requests as Ollama does, with its words for what is wrong with them."""

import json
import re
from typing import Any

from starlette.requests import Request

from obt.simulate.ollama.reply import Line, RefusedError

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)([^\d.]*)")
_EXPECTED = {
    "Expecting property name": "looking for beginning of object key string",
    "Expecting value": "looking for beginning of value",
    "Expecting ':' delimiter": "after object key",
    "Expecting ',' delimiter": "after object key:value pair",
}
_INTEGERS = (
    *("num_keep", "seed", "num_predict", "top_k", "repeat_last_n"),
    *("num_ctx", "num_batch", "num_gpu", "main_gpu", "num_thread"),
)
_FLOATS = (
    *("top_p", "min_p", "typical_p", "temperature"),
    *("repeat_penalty", "presence_penalty", "frequency_penalty"),
)


def is_digest(text: str) -> bool:
    return bool(re.fullmatch(r"sha256:[0-9a-f]{64}", text))


def _go_type(value: object) -> str:
    match value:
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


async def body_of(request: Request, kind: str, *strings: str) -> Line:
    """The JSON object of a request that Ollama calls `kind`; `strings` must be strings.

    Raises:
        RefusedError: 400, with the text of Go's decoder.
    """
    raw = (await request.body()).decode(errors="replace").lstrip()
    if not raw:
        raise RefusedError(400, "missing request body")
    try:
        body, _ = json.JSONDecoder().raw_decode(raw)  # what follows is ignored
    except json.JSONDecodeError as problem:
        raise RefusedError(400, _syntax(raw, problem)) from problem
    if not isinstance(body, dict):
        text = f"json: cannot unmarshal {_go_type(body)} into Go value of type api.{kind}"
        raise RefusedError(400, text)
    for key in strings:
        value = body.get(key)
        if value is not None and not isinstance(value, str):
            field = f"Go struct field {kind}.{key} of type string"
            raise RefusedError(400, f"json: cannot unmarshal {_go_type(value)} into {field}")
    return body


def _syntax(raw: str, problem: json.JSONDecodeError) -> str:
    at = problem.pos
    if problem.msg.startswith("Illegal trailing comma"):  # since Python 3.13: points at the comma
        after = raw[at + 1 :].lstrip()[:1]
        return f"invalid character '{after}' looking for beginning of object key string"
    if at >= len(raw.rstrip()) or problem.msg.startswith("Unterminated"):
        return "unexpected EOF"
    character = raw[at].replace("'", "\\'")
    where = next((go for ours, go in _EXPECTED.items() if problem.msg.startswith(ours)), "")
    return f"invalid character '{character}' {where}".rstrip()


def keep_alive(body: Line) -> float | None:
    """Seconds; None = not said.

    Raises:
        RefusedError: neither a number nor a duration like "5m".
    """
    value = body.get("keep_alive")
    match value:
        case None:
            return None
        case bool():
            raise RefusedError(400, "Unsupported type: 'bool'")
        case int() | float():
            return float(value)
        case str():
            return _seconds(value)
        case list():
            raise RefusedError(400, "Unsupported type: '[]interface {}'")
        case _:
            raise RefusedError(400, "Unsupported type: 'map[string]interface {}'")


def _seconds(text: str) -> float:
    bare = text.removeprefix("-")
    if bare == "0":
        return 0
    parts = _DURATION.findall(bare)
    if not parts or "".join(number + unit for number, unit in parts) != bare:
        raise RefusedError(400, f'time: invalid duration "{text}"')
    for _, unit in parts:
        if not unit:
            raise RefusedError(400, f'time: missing unit in duration "{text}"')
        if unit not in _UNITS:
            raise RefusedError(400, f'time: unknown unit "{unit}" in duration "{text}"')
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    return -seconds if text.startswith("-") else seconds


def options_of(body: Line) -> dict[str, Any]:
    """Unknown ones are ignored.

    Raises:
        RefusedError: 500, a known one is of the wrong type.
    """
    options: dict[str, Any] = dict(body.get("options") or {})
    for names, kind in ((_INTEGERS, "integer"), (_FLOATS, "float32")):
        for name in names:
            value = options.get(name)
            if value is not None and _go_type(value) != "number":
                raise RefusedError(500, f'option "{name}" must be of type {kind}')
    return options
