"""What people write for a benchmark: shares, durations, settings, workloads."""

import json
import re
from collections.abc import Sequence

from pydantic import ValidationError

from obt.cli.exits import Mistake
from obt.measure.plan import StopRule
from obt.measure.workloads import Settings

SECONDS = {"ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)")


def share(text: str, option: str) -> float:
    """`2%`, `2 %` or `0.02`. Raises Mistake."""
    number, percent, rest = text.strip().partition("%")
    try:
        value = float(number) / (100 if percent else 1)
    except ValueError:
        value = 0.0
    if rest.strip() or not 0 < value < 1:
        raise Mistake(f"{option}: '{text}' is no share between 0 and 100 %, such as 2%.")
    return value


def minutes(text: str, option: str) -> float:
    """`20m`, `1h30m`, `90s`; a plain number is minutes. Raises Mistake."""
    return _span(text, option, "m", "20m") / 60


def seconds(text: str | None, option: str) -> float | None:
    """`500ms`, `2s`; a plain number is seconds. Raises Mistake."""
    return None if text is None else _span(text, option, "s", "500ms")


def _span(text: str, option: str, unit: str, example: str) -> float:
    parts = _SPAN.findall(text if _SPAN.search(text) else f"{text}{unit}")
    found = sum(float(number) * SECONDS[name] for number, name in parts)
    if _SPAN.sub("", text).strip(" 0123456789.") or not 0 < found < float("inf"):
        raise Mistake(f"{option}: '{text}' is no duration such as {example}.")
    return found


def stop_rule(precision: str | None, longest: str | None, max_samples: int | None) -> StopRule:
    """Raises Mistake."""
    given: dict[str, float | int] = {}
    if precision is not None:
        given["precision"] = share(precision, "--precision")
    if longest is not None:
        given["max_minutes"] = minutes(longest, "--max")
    if max_samples is not None:
        given["max_samples"] = max_samples
        given["min_samples"] = min(max_samples, StopRule().min_samples)
    return StopRule.model_validate(given)


def settings(given: Sequence[str]) -> Settings:
    """From `num_ctx=8192`. Raises Mistake."""
    found: dict[str, object] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise Mistake(f"--set: '{text}' is not NAME=VALUE, such as num_ctx=8192.")
        if name.strip() not in Settings.model_fields:
            known = ", ".join(Settings.model_fields)
            raise Mistake(f"--set: there is no setting '{name.strip()}'. There are: {known}.")
        found[name.strip()] = _plain(value.strip())
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        raise Mistake(f"--set: {first_problem(error)}.") from error


def first_problem(error: ValidationError) -> str:
    """Where and what, in a few words."""
    problem = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, problem["loc"]))
    return f"{where}: {problem['msg']}" if where else problem["msg"]


def names(text: str) -> list[str]:
    """From `chat,decode`."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _plain(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
