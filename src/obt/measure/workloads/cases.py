"""From a workload to its cases: each is one cell of a benchmark on each model and machine."""

from typing import Annotated, Literal

from pydantic import Field

from obt.measure.catalogue import MetricName
from obt.measure.frozen import Frozen
from obt.measure.record import Api
from obt.measure.workloads.checks import Check
from obt.measure.workloads.models import (
    Arrivals,
    ColdLoad,
    ConcurrencySweep,
    DepthSweep,
    Embedding,
    Generation,
    Prompts,
    RateSweep,
    Slo,
    Style,
    Trace,
    TraceEntry,
    Workload,
)

#: A chat template, and the tokens that seams may cost.
CONTEXT_MARGIN = 64
CONTEXT_STEP = 256
#: A cold load is measured with the shortest request there is.
COLD_PROMPT_TOKENS, COLD_OUTPUT_TOKENS = 32, 1


class Synthetic(Frozen):
    """A prompt made to an exact number of tokens, by `prompts`."""

    kind: Literal["synthetic"] = "synthetic"
    tokens: int
    style: Style = "prose"


class Own(Frozen):
    kind: Literal["own"] = "own"
    text: str
    system: str | None = None
    cache_busting: bool = True


class Replayed(Frozen):
    """A trace: prompts and arrivals are its entries'."""

    kind: Literal["replayed"] = "replayed"
    entries: tuple[TraceEntry, ...]
    slo: Slo | None = None


class Sequential(Frozen):
    """A sample is one request; the next goes out when it is done."""

    kind: Literal["sequential"] = "sequential"


class Concurrent(Frozen):
    """A sample is a block of `level` workers with `requests_per_worker` requests each."""

    kind: Literal["concurrent"] = "concurrent"
    level: int
    requests_per_worker: int


class Arriving(Frozen):
    """A sample is a block of requests that arrive over `duration_s`."""

    kind: Literal["arriving"] = "arriving"
    per_s: float
    arrivals: Arrivals
    duration_s: float
    slo: Slo


class Recorded(Frozen):
    """A sample is one replay of the whole trace."""

    kind: Literal["recorded"] = "recorded"


Prompt = Annotated[Synthetic | Own | Replayed, Field(discriminator="kind")]
Load = Annotated[Sequential | Concurrent | Arriving | Recorded, Field(discriminator="kind")]
Primary = MetricName | Literal["throughput", "goodput"]


class Case(Frozen):
    workload: str
    version: int
    name: str = ""  #: Which of the workload's cases, e.g. `depth=4096`; empty = its only one
    api: Api
    prompt: Prompt
    output_tokens: int = 0  #: num_predict; 0 for embeddings
    fixed_length: bool = False
    cold: bool = False
    batch: int = 1  #: Texts per embed request
    load: Load = Sequential()
    primary: Primary  #: The metric whose precision ends the rounds
    num_ctx: int  #: Least context that the work fits into
    checks: tuple[Check, ...] = ()

    @property
    def needs(self) -> str:
        """What a model must be able to do, in Ollama's word."""
        return "embedding" if self.api == "embed" else "completion"

    @property
    def key(self) -> str:
        """Names the case for good, e.g. `long-context@1/depth=4096`."""
        return f"{self.workload}@{self.version}" + (f"/{self.name}" if self.name else "")


def context_for(prompt_tokens: int, output_tokens: int) -> int:
    """Least context (tokens) for this work, in steps that keep caches aligned."""
    needed = prompt_tokens + output_tokens + CONTEXT_MARGIN
    return -(-needed // CONTEXT_STEP) * CONTEXT_STEP


def cases_of(workload: Workload, max_context: int | None = None) -> tuple[Case, ...]:
    """The cases that fit into `max_context` tokens (of the model, or as set). Empty if none does.

    Deeper cases are left out, not cut: a cut prompt would be other work under the same name.
    """
    cases = _cases(workload)
    return tuple(c for c in cases if max_context is None or c.num_ctx <= max_context)


def _cases(workload: Workload) -> list[Case]:
    match workload:
        case Generation(prompt_tokens=p, output_tokens=o):
            primary: Primary = "decode_rate" if o > 1 else "prefill_rate"
            fixed = workload.fixed_length
            return [_text(workload, p, o, primary, workload.style, fixed=fixed, api=workload.api)]
        case DepthSweep(output_tokens=o, style=style):
            primary = "decode_rate" if o > 1 else "prefill_rate"
            names = {depth: f"depth={depth}" for depth in workload.depths}
            return [_text(workload, d, o, primary, style, names[d]) for d in names]
        case ColdLoad():
            cold = _text(workload, COLD_PROMPT_TOKENS, COLD_OUTPUT_TOKENS, "cold_load", fixed=False)
            return [cold.model_copy(update={"cold": True})]
        case Embedding():
            return [_embed(workload, batch) for batch in workload.batch_sizes]
        case ConcurrencySweep():
            return [_concurrent(workload, level) for level in workload.levels]
        case RateSweep():
            return [_arriving(workload, per_s) for per_s in workload.rates]
        case Prompts():
            return [_own(workload, number) for number in range(len(workload.prompts))]
        case Trace():
            return [_replayed(workload)]


def _text(
    workload: Workload,
    prompt_tokens: int,
    output_tokens: int,
    primary: Primary,
    style: Style = "prose",
    name: str = "",
    *,
    fixed: bool = True,
    api: Api = "generate",
) -> Case:
    return Case(
        workload=workload.id,
        version=workload.version,
        name=name,
        api=api,
        prompt=Synthetic(tokens=prompt_tokens, style=style),
        output_tokens=output_tokens,
        fixed_length=fixed,
        primary=primary,
        num_ctx=context_for(prompt_tokens, output_tokens),
    )


def _concurrent(workload: ConcurrencySweep, level: int) -> Case:
    p, o, name = workload.prompt_tokens, workload.output_tokens, f"concurrency={level}"
    case = _text(workload, p, o, "throughput", workload.style, name, api=workload.api)
    load = Concurrent(level=level, requests_per_worker=workload.requests_per_worker)
    return case.model_copy(update={"load": load})


def _arriving(workload: RateSweep, per_s: float) -> Case:
    p, o, name = workload.prompt_tokens, workload.output_tokens, f"rate={per_s:g}"
    case = _text(workload, p, o, "goodput", workload.style, name, api=workload.api)
    load = Arriving(
        per_s=per_s,
        arrivals=workload.arrivals,
        duration_s=workload.duration_s,
        slo=workload.slo,
    )
    return case.model_copy(update={"load": load})


def _embed(workload: Embedding, batch: int) -> Case:
    return Case(
        workload=workload.id,
        version=workload.version,
        name=f"batch={batch}",
        api="embed",
        prompt=Synthetic(tokens=workload.text_tokens),
        batch=batch,
        primary="embed_text_rate",
        num_ctx=context_for(workload.text_tokens, 0),
    )


def _own(workload: Prompts, number: int) -> Case:
    text, system = workload.prompts[number], workload.system
    return Case(
        workload=workload.id,
        version=workload.version,
        name=f"prompt={number + 1}" if len(workload.prompts) > 1 else "",
        api=workload.api,
        prompt=Own(text=text, system=system, cache_busting=workload.cache_busting),
        output_tokens=workload.output_tokens,
        fixed_length=workload.fixed_length,
        primary="decode_rate",
        num_ctx=workload.num_ctx,
        checks=workload.checks,
    )


def _replayed(workload: Trace) -> Case:
    return Case(
        workload=workload.id,
        version=workload.version,
        api=workload.api,
        prompt=Replayed(entries=workload.entries, slo=workload.slo),
        output_tokens=max(entry.output_tokens for entry in workload.entries),
        load=Recorded(),
        primary="goodput" if workload.slo is not None else "throughput",
        num_ctx=workload.num_ctx,
    )
