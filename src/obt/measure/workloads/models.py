"""The kinds of workload, as typed values: built-in ones, own ones and traces are all of these."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StringConstraints, model_validator

from obt.measure.frozen import Frozen
from obt.measure.workloads.checks import Check
from obt.measure.workloads.options import Tokens

WorkloadId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Style = Literal["prose", "code"]
Arrivals = Literal["constant", "poisson"]
TextApi = Literal["generate", "chat"]
PromptText = Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]
Seconds = Annotated[StrictFloat, Field(gt=0, le=86_400)]
MAX_TRACE = 10_000


class Slo(Frozen):
    """Upper bounds in seconds; a request meets the SLO if it meets all that are set."""

    ttft: Seconds | None = None
    tpot: Seconds | None = None
    e2e: Seconds | None = None

    @model_validator(mode="after")
    def _some(self) -> "Slo":
        if self.ttft is None and self.tpot is None and self.e2e is None:
            raise ValueError("an SLO needs at least one of ttft, tpot, e2e")
        return self


class _Workload(Frozen):
    id: WorkloadId
    version: Annotated[StrictInt, Field(ge=1)] = 1
    title: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    description: Annotated[str, StringConstraints(max_length=2000)] = ""


class _Text(_Workload):
    api: TextApi = "generate"  #: `generate` is sent raw, without a chat template
    prompt_tokens: Tokens
    output_tokens: Tokens
    style: Style = "prose"


class Generation(_Text):
    """One request after the other, of exact length in and out."""

    kind: Literal["generation"] = "generation"
    fixed_length: StrictBool = True  #: A reply that stops early does not count


class DepthSweep(_Workload):
    """Speed by how much is in the context already."""

    kind: Literal["depth"] = "depth"
    depths: Annotated[tuple[Tokens, ...], Field(min_length=1, max_length=32)]  #: Prompt tokens
    output_tokens: Tokens
    style: Style = "prose"


class ColdLoad(_Workload):
    """From an unloaded model to the first token. Kept apart from all warm samples."""

    kind: Literal["cold-load"] = "cold-load"


class Embedding(_Workload):
    """`/api/embed` by batch size."""

    kind: Literal["embed"] = "embed"
    text_tokens: Tokens
    batch_sizes: Annotated[
        tuple[Annotated[StrictInt, Field(ge=1, le=4096)], ...],
        Field(min_length=1, max_length=32),
    ]


class ConcurrencySweep(_Text):
    """Closed loop: at each level so many requests are always under way."""

    kind: Literal["concurrency"] = "concurrency"
    levels: Annotated[
        tuple[Annotated[StrictInt, Field(ge=1, le=1024)], ...],
        Field(min_length=1, max_length=32),
    ]
    requests_per_worker: Annotated[StrictInt, Field(ge=1, le=100)] = (
        2  #: At each level, in each round
    )


class RateSweep(_Text):
    """Open loop: requests arrive whether or not the earlier ones are done."""

    kind: Literal["rate"] = "rate"
    rates: Annotated[
        tuple[Annotated[StrictFloat, Field(gt=0, le=10_000)], ...],
        Field(min_length=1, max_length=32),
    ]  #: Requests/s
    arrivals: Arrivals = "poisson"
    duration_s: Seconds = 60.0
    slo: Slo


class Prompts(_Workload):
    """Own prompts, one request after the other; each prompt is a case of its own."""

    kind: Literal["prompts"] = "prompts"
    api: TextApi = "chat"
    system: PromptText | None = None
    prompts: Annotated[tuple[PromptText, ...], Field(min_length=1, max_length=1000)]
    output_tokens: Tokens = 256  #: At most, unless `fixed_length`
    fixed_length: StrictBool = False
    num_ctx: Tokens = 4096
    cache_busting: StrictBool = True  #: Begin every sample with a line that makes it unique
    checks: Annotated[tuple[Check, ...], Field(max_length=20)] = ()


class TraceEntry(Frozen):
    at_s: Annotated[StrictFloat, Field(ge=0, le=86_400)]  #: From the start of the trace
    prompt: PromptText | None = None
    prompt_tokens: Tokens | None = None
    output_tokens: Tokens

    @model_validator(mode="after")
    def _one_prompt(self) -> "TraceEntry":
        if (self.prompt is None) == (self.prompt_tokens is None):
            raise ValueError("give either a prompt or its number of tokens")
        return self


class Trace(_Workload):
    """Recorded arrivals, replayed."""

    kind: Literal["trace"] = "trace"
    api: TextApi = "generate"
    entries: Annotated[tuple[TraceEntry, ...], Field(min_length=1, max_length=MAX_TRACE)]
    num_ctx: Tokens = 4096
    slo: Slo | None = None


Workload = Annotated[
    Generation | DepthSweep | ColdLoad | Embedding | ConcurrencySweep | RateSweep | Prompts | Trace,
    Field(discriminator="kind"),
]


def same_work(a: Workload, b: Workload) -> bool:
    """Whether both ask for the same work: everything but version, title and description."""
    words = {"version", "title", "description"}
    return type(a) is type(b) and a.model_dump(exclude=words) == b.model_dump(exclude=words)


def revise(old: Workload, edited: Workload) -> Workload:
    """`edited` as the next version of `old`; the same version if only the words changed.

    Results keep the version that they used, so a version never changes its work.
    Raises ValueError if the ids differ.
    """
    if old.id != edited.id:
        raise ValueError(f"{edited.id!r} is no version of {old.id!r}")
    version = old.version if same_work(old, edited) else old.version + 1
    return edited.model_copy(update={"version": version})
