"""Workloads from text: Markdown with front matter, and JSONL traces. Reading files is for others.

Front matter is a block of `name: value` lines between two `---`. A value is JSON if it reads as
JSON (`128`, `[1, 2, 4]`, `{"ttft": 2}`, `true`), else the plain text. The names are the fields of
the workload's kind (`prompts` if no `kind` is given). Below it come the prompts, divided by
lines of `---`:

    ---
    id: capitals
    title: Capitals
    output_tokens: 16
    checks: [{"kind": "regex", "pattern": "Paris"}]
    ---
    What is the capital of France?
    ---
    And what river runs through it?
"""

import json
from collections.abc import Mapping

from pydantic import JsonValue, TypeAdapter, ValidationError

from obt.measure.workloads.blocks import too_big
from obt.measure.workloads.models import MAX_TRACE, Workload

FENCE = "---"
_WORKLOAD: TypeAdapter[Workload] = TypeAdapter(Workload)
#: Mooncake's trace format (also aiperf's): milliseconds and token counts under other names.
_MOONCAKE = {"input_length": "prompt_tokens", "output_length": "output_tokens"}


class WorkloadError(ValueError):
    """The text is no workload. `line` (from 1) is where, if it is one line's fault."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line


def workload_of(fields: Mapping[str, object]) -> Workload:
    """A workload from plain values. Raises WorkloadError naming every field that is wrong."""
    try:
        workload = _WORKLOAD.validate_python(dict(fields))
    except ValidationError as error:
        raise WorkloadError(_in_words(error)) from error
    if why := too_big(workload):
        raise WorkloadError(why)
    return workload


def parse_markdown(text: str, default_id: str) -> Workload:
    """A workload from Markdown; without an `id` it is called `default_id` (the file's name)."""
    # not `splitlines`: a prompt keeps its U+2028
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    fields: dict[str, object] = {}
    body = lines
    if lines and lines[0].rstrip() == FENCE:
        end = next((n for n, line in enumerate(lines) if n and line.rstrip() == FENCE), None)
        if end is None:
            raise WorkloadError(f"the front matter has no closing {FENCE}", 1)
        fields = _front_matter(lines[1:end])
        body = lines[end + 1 :]
    prompts = _prompts(body)
    kind = fields.setdefault("kind", "prompts")
    if kind == "prompts":
        fields["prompts"] = prompts
    elif prompts:
        raise WorkloadError(
            f"a workload of kind {kind!r} makes its own prompts: text below is lost"
        )
    fields.setdefault("id", default_id)
    fields.setdefault("title", fields["id"])
    return workload_of(fields)


def parse_trace(text: str, default_id: str, output_tokens: int = 128) -> Workload:
    """A trace from JSONL, one request a line, ordered by time.

    `{"at_s": 1.5, "prompt": "..."}` or `{"at_s": 1.5, "prompt_tokens": 512}`, with
    `output_tokens` if it differs from the default; or Mooncake's `{"timestamp": ms,
    "input_length": n, "output_length": n}`, whose other fields are ignored.
    """
    entries: list[dict[str, object]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        if len(entries) == MAX_TRACE:
            raise WorkloadError(f"more than {MAX_TRACE} requests", number)
        entries.append(_entry(line, number, output_tokens))
    if not entries:
        raise WorkloadError("the trace is empty")
    entries.sort(key=lambda entry: _time(entry))
    return workload_of({"kind": "trace", "id": default_id, "title": default_id, "entries": entries})


def _front_matter(lines: list[str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for number, line in enumerate(lines, start=2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon or not name.isidentifier():
            raise WorkloadError(f"expected `name: value`, found {line.strip()!r}", number)
        if name in fields:
            raise WorkloadError(f"{name} is given twice", number)
        fields[name] = _value(value.strip())
    return fields


def _value(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value


def _prompts(lines: list[str]) -> list[str]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.rstrip() == FENCE:
            blocks.append([])
        else:
            blocks[-1].append(line)
    texts = ("\n".join(block).strip() for block in blocks)
    return [text for text in texts if text]


def _entry(line: str, number: int, output_tokens: int) -> dict[str, object]:
    try:
        parsed: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise WorkloadError(f"not JSON: {error}", number) from error
    if not isinstance(parsed, dict):
        raise WorkloadError("not a JSON object", number)
    entry: dict[str, object] = parsed
    if "timestamp" in entry:
        entry = {ours: entry[theirs] for theirs, ours in _MOONCAKE.items() if theirs in entry} | {
            "at_s": _milliseconds(entry["timestamp"], number) / 1000
        }
    entry.setdefault("output_tokens", output_tokens)
    try:
        workload_of({"kind": "trace", "id": "x", "title": "x", "entries": [entry]})
    except WorkloadError as error:
        raise WorkloadError(str(error).replace("entries.0.", ""), number) from error
    return entry


def _milliseconds(value: object, number: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WorkloadError("timestamp is not a number of milliseconds", number)
    return value


def _time(entry: Mapping[str, object]) -> float:
    at = entry["at_s"]
    return at if isinstance(at, int | float) else 0.0


def _in_words(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join(map(str, problem["loc"][1:]))  # The first part is the kind
        lines.append(f"{path}: {problem['msg']}" if path else problem["msg"])
    return "; ".join(lines)
