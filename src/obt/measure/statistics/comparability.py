"""The comparability gate: two cells are ranked only if they did the same work on the same model."""

from collections.abc import Collection
from typing import Final, Literal

from obt.measure.frozen import Frozen
from obt.measure.workloads.options import Think

Aspect = Literal["model", "context", "offload", "think", "workload", "output_length"]
#: Ollama's sizes move a little with free memory; a layer more or less is beyond this.
OFFLOAD_TOLERANCE: Final = 0.005
LENGTH_TOLERANCE: Final = 0.05


class Condition(Frozen):
    """Under what a cell was measured. `None` = not known, which is not the same as anything."""

    model: str  #: Ollama's name
    digest: str | None
    quantization: str | None
    context: int | None  #: Effective, tokens
    offload: float | None  #: Share on the GPU, 0 to 1
    think: Think
    workload: str  #: Key of the case: id, version, which one
    output_tokens: float | None  #: Median of the counted samples; 0 where none are made


class Difference(Frozen):
    aspect: Aspect
    a: str
    b: str


def differences(
    a: Condition,
    b: Condition,
    *,
    same_model_by: Literal["digest", "quantization"] = "digest",
    varied: Collection[Aspect] = (),
) -> tuple[Difference, ...]:
    """What keeps A and B from being ranked; empty = they may be.

    `same_model_by="quantization"` takes equal names and stated quantizations for the same model
    (old versions give a pulled model another digest). `varied` are the aspects that somebody
    compares on purpose, e.g. the model, before and after requantizing it.
    """
    found = [
        *_model(a, b, same_model_by),
        *_same("context", a.context, b.context),
        *_near("offload", a.offload, b.offload, OFFLOAD_TOLERANCE, "{:.1%} on the GPU"),
        *_same("think", a.think, b.think),
        *_same("workload", a.workload, b.workload),
        *_length(a.output_tokens, b.output_tokens),
    ]
    return tuple(difference for difference in found if difference.aspect not in varied)


def _model(a: Condition, b: Condition, by: Literal["digest", "quantization"]) -> list[Difference]:
    if a.digest is not None and a.digest == b.digest:
        return []
    if by == "quantization" and a.quantization is not None:
        return _same("model", f"{a.model} {a.quantization}", f"{b.model} {b.quantization}")
    return [Difference(aspect="model", a=_named(a), b=_named(b))]


def _named(condition: Condition) -> str:
    digest = condition.digest[:12] if condition.digest is not None else "unknown digest"
    return f"{condition.model} {condition.quantization or ''} {digest}".replace("  ", " ")


def _same(aspect: Aspect, a: object, b: object) -> list[Difference]:
    if a is not None and a == b:
        return []
    return [Difference(aspect=aspect, a=_told(a), b=_told(b))]


def _near(
    aspect: Aspect, a: float | None, b: float | None, tolerance: float, words: str
) -> list[Difference]:
    if a is not None and b is not None and abs(a - b) <= tolerance:
        return []
    told = [_told(None) if value is None else words.format(value) for value in (a, b)]
    return [Difference(aspect=aspect, a=told[0], b=told[1])]


def _length(a: float | None, b: float | None) -> list[Difference]:
    tolerance = LENGTH_TOLERANCE * max(a or 0.0, b or 0.0)
    return _near("output_length", a, b, tolerance, "{:g} tokens")


def _told(value: object) -> str:
    return "unknown" if value is None else str(value)
