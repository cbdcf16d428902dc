"""The validity ledger: which samples count, and why the others do not.

Decided from the record, what was asked for, and what was seen around it; from nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from obt.measure.frozen import Frozen
from obt.measure.ledger import TimeLedger
from obt.measure.record import NotNegative, Positive, Record

#: A prompt may come out this much shorter than calibrated (tokenizers merge at its seams).
PROMPT_TOLERANCE = 0.02
#: Cached tokens beyond this share of the prompt are a hit; a template's head is not.
CACHE_TOLERANCE = 0.01
#: A warm model answers the scheduler in milliseconds; a longer load_duration is a load or a queue.
WARM_LOAD_MAX_NS = 500_000_000
#: Ollama's sizes are estimates that move a little with free memory; one layer is more than this.
OFFLOAD_TOLERANCE = 0.005
#: Share of all cores that other programs may use beside a sample, where nothing else is asked for.
FOREIGN_CPU_MAX = 0.10


class Reason(StrEnum):
    """Why a sample does not count, gravest first."""

    ERROR = "error"
    MISSING_DONE = "missing_done"  #: The stream ended without `done` (repeated-token abort)
    MISSING_COUNTS = "missing_counts"  #: Done, but without the counts its metrics need
    TRUNCATED = "truncated"  #: Ollama cut the prompt
    EARLY_STOP = "early_stop"  #: Ended by itself where a fixed length was asked for
    WRONG_LENGTH = "wrong_length"  #: Another number of tokens than asked for
    CACHE_HIT = "cache_hit"  #: Part of the prompt came from the cache
    FIRST_AFTER_LOAD = "first_after_load"  #: A warm sample that met a load
    NOT_COLD = "not_cold"  #: A cold load of a model that was loaded
    CONTEXT_CHANGED = "context_changed"  #: Effective context is not the one asked for
    OFFLOAD_CHANGED = "offload_changed"  #: Another part of the model is on the GPU than at first
    MODEL_CHANGED = "model_changed"  #: Another digest under the same name
    THROTTLED = "throttled"  #: A processor slowed itself down
    FOREIGN_LOAD = "foreign_load"  #: The machine was not quiet
    INCONSISTENT = "inconsistent"  #: The time ledger does not add up


class Rejection(Frozen):
    reason: Reason
    detail: str


class Asked(Frozen):
    """What the sample was meant to be."""

    prompt_tokens: Positive | None = None  #: As calibrated; `None` = any
    output_tokens: Positive | None = None  #: num_predict of a fixed-length cell; `None` = any
    num_ctx: Positive | None = None
    fresh_prompt: bool = True  #: Cached prompt tokens spoil it
    cold: bool = False  #: It measures a load


class Residency(Frozen):
    """A model in `/api/ps`."""

    digest: str
    size: NotNegative  #: Bytes, RAM and VRAM
    size_vram: NotNegative
    context_length: Positive | None = None  #: Not told by old versions

    @property
    def offload(self) -> float | None:
        """Share on the GPU, 0 to 1."""
        return self.size_vram / self.size if self.size else None


class Surroundings(Frozen):
    """What was seen around the sample. What was not watched is `None` or empty, and not judged."""

    first_after_load: bool = False
    loaded_before: bool | None = None  #: The model was in memory when the request went out
    residency: Residency | None = None  #: Right after the sample
    reference: Residency | None = None  #: Of the trial's first warm sample
    foreign_models: tuple[str, ...] = ()  #: Other models in memory
    foreign_jobs: tuple[str, ...] = ()  #: Other OBT jobs of this machine that ran
    foreign_cpu: Annotated[float, Field(ge=0)] | None = None  #: Share of all cores, 0 to 1
    foreign_cpu_max: Annotated[float, Field(ge=0)] = FOREIGN_CPU_MAX
    throttled: tuple[str, ...] = ()  #: One line per device, e.g. "GPU 0: thermal"


def judge(record: Record, asked: Asked, around: Surroundings) -> tuple[Rejection, ...]:
    """Every reason why this sample does not count, gravest first; empty = it counts."""
    if record.error is not None:
        return (Rejection(reason=Reason.ERROR, detail=record.error),)
    if not record.done:
        found = Rejection(reason=Reason.MISSING_DONE, detail="the stream ended without `done`")
        return (found, *_surroundings(asked, around))
    return (*_reply(record, asked, around), *_surroundings(asked, around), *_sums(record))


def tally(judged: Iterable[tuple[Rejection, ...]]) -> dict[Reason, int]:
    """Rejected samples by their gravest reason: each is counted once."""
    return dict(Counter(rejections[0].reason for rejections in judged if rejections))


def _reply(record: Record, asked: Asked, around: Surroundings) -> Iterator[Rejection]:
    counters, prompt = record.counters, record.counters.prompt_eval_count
    if record.api != "embed" and counters.eval_count is None:
        told = record.done_reason or "no reason"
        yield Rejection(reason=Reason.MISSING_COUNTS, detail=f"no eval_count (done: {told})")
    if asked.prompt_tokens is not None and prompt is not None:
        missing = asked.prompt_tokens - prompt
        if missing > max(2, asked.prompt_tokens * PROMPT_TOLERANCE):
            detail = f"{prompt} of {asked.prompt_tokens} prompt tokens were evaluated"
            yield Rejection(reason=Reason.TRUNCATED, detail=detail)
    yield from _length(record, asked)
    cached = counters.prompt_eval_cached_count or 0
    if asked.fresh_prompt and prompt is not None and cached > max(8, prompt * CACHE_TOLERANCE):
        detail = f"{cached} of {prompt} prompt tokens came from the cache"
        yield Rejection(reason=Reason.CACHE_HIT, detail=detail)
    yield from _loading(record, asked, around)


def _length(record: Record, asked: Asked) -> Iterator[Rejection]:
    count = record.counters.eval_count
    if asked.output_tokens is None or count is None:
        return
    detail = f"{count} of {asked.output_tokens} tokens (done: {record.done_reason or 'no reason'})"
    if record.done_reason == "stop" or (record.done_reason is None and count < asked.output_tokens):
        yield Rejection(reason=Reason.EARLY_STOP, detail=detail)
    elif count != asked.output_tokens:
        yield Rejection(reason=Reason.WRONG_LENGTH, detail=detail)


def _loading(record: Record, asked: Asked, around: Surroundings) -> Iterator[Rejection]:
    load_ns = record.counters.load_duration or 0
    if asked.cold:
        if around.loaded_before or not record.cold:
            detail = "no unload was seen before it"
            yield Rejection(reason=Reason.NOT_COLD, detail=detail)
    elif around.first_after_load or record.cold or around.loaded_before is False:
        detail = "the first request after a load is never counted"
        yield Rejection(reason=Reason.FIRST_AFTER_LOAD, detail=detail)
    elif load_ns > WARM_LOAD_MAX_NS:
        detail = f"load_duration of {load_ns / 1e9:.2f} s: loaded again, or queued for the runner"
        yield Rejection(reason=Reason.FIRST_AFTER_LOAD, detail=detail)


def _surroundings(asked: Asked, around: Surroundings) -> Iterator[Rejection]:
    yield from _residency(asked, around)
    if around.throttled:
        yield Rejection(reason=Reason.THROTTLED, detail="; ".join(around.throttled))
    foreign = [f"model {name} is loaded" for name in around.foreign_models]
    foreign += [f"{job} ran" for job in around.foreign_jobs]
    if around.foreign_cpu is not None and around.foreign_cpu > around.foreign_cpu_max:
        foreign.append(f"other programs used {around.foreign_cpu:.0%} of the processor")
    if foreign:
        yield Rejection(reason=Reason.FOREIGN_LOAD, detail="; ".join(foreign))


def _residency(asked: Asked, around: Surroundings) -> Iterator[Rejection]:
    now, first = around.residency, around.reference
    if now is None:
        return
    context = now.context_length
    if asked.num_ctx is not None and context is not None and context != asked.num_ctx:
        detail = f"{context} tokens of context, {asked.num_ctx} asked for"
        yield Rejection(reason=Reason.CONTEXT_CHANGED, detail=detail)
    if first is None:
        return
    share, share_at_first = now.offload or 0, first.offload or 0
    if abs(share - share_at_first) > OFFLOAD_TOLERANCE:
        detail = f"{share:.1%} on the GPU, {share_at_first:.1%} at first"
        yield Rejection(reason=Reason.OFFLOAD_CHANGED, detail=detail)
    if now.digest != first.digest:
        detail = f"digest {now.digest[:12]}, {first.digest[:12]} at first"
        yield Rejection(reason=Reason.MODEL_CHANGED, detail=detail)


def _sums(record: Record) -> Iterator[Rejection]:
    ledger = TimeLedger.of(record)
    if ledger is not None and not ledger.adds_up:
        claimed = ledger.overlap_ns / 1e6
        detail = f"Ollama's durations are {claimed:.1f} ms more than the time there was"
        yield Rejection(reason=Reason.INCONSISTENT, detail=detail)
