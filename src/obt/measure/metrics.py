"""From one record to its metrics. What cannot be told is absent with a reason, never zero.

Durations are seconds, rates tokens (or texts) per second. Sources: vLLM `benchmarks/serve.py` and
MLPerf `loadgen` (TTFT, TPOT), aiperf (TTFO, inter-chunk latency), Ollama `api/types.go` (fields)
and `llm/llama_server.go` (what they time).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from obt.measure.catalogue import MetricName
from obt.measure.frozen import Frozen
from obt.measure.quantiles import quantile
from obt.measure.record import Record

NS = 1e-9
#: Without Ollama's cached count, this share of a prompt may have come from the cache: an upper
#: bound of the error of the prefill rate. A chat template's head is a few tokens of hundreds.
MAX_SHARED_PREFIX = 0.01
NOT_DONE = "the reply did not come to its end"
NO_INTERVAL = "one token has no interval"


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no value, and why."""

    reason: str


Measured = float | Absent


class Metrics(Frozen):
    """Every metric of a request is in one of the two."""

    values: dict[MetricName, float] = {}  #: Units in `catalogue.METRICS`
    absent: dict[MetricName, str] = {}  #: Reasons


def metrics_of(record: Record) -> Metrics:
    """Every metric that applies to this kind of request."""
    values: dict[MetricName, float] = {}
    absent: dict[MetricName, str] = {}
    for name, formula in (_EMBED if record.api == "embed" else _GENERATE).items():
        measured = formula(record)
        if isinstance(measured, Absent):
            absent[name] = measured.reason
        else:
            values[name] = measured
    return Metrics(values=values, absent=absent)


def ttft(record: Record) -> Measured:
    """First non-empty chunk, content or thinking, - request sent (s; vLLM, aiperf)."""
    first = record.first_text_ns
    return Absent("no text arrived") if first is None else (first - record.sent_ns) * NS


def ttfo(record: Record) -> Measured:
    """First non-empty chunk of the answer, after any thinking, - request sent (s; aiperf)."""
    first = record.first_answer_ns
    return Absent("no answer arrived") if first is None else (first - record.sent_ns) * NS


def e2e(record: Record) -> Measured:
    """Last chunk, the one that says done, - request sent (s; vLLM)."""
    return Absent(NOT_DONE) if record.e2e_ns is None else record.e2e_ns * NS


def tpot(record: Record) -> Measured:
    """(E2E - TTFT) / (N - 1) with N = eval_count (s/token; vLLM `serve.py`, MLPerf `logging.cc`).

    Not guidellm's "TPOT", which includes TTFT.
    """
    tokens = _tokens(record)
    if isinstance(tokens, Absent):
        return tokens
    first, total = record.first_text_ns, record.e2e_ns
    if first is None or total is None:
        return Absent("no text arrived")
    if tokens < 2:
        return Absent(NO_INTERVAL)
    return (record.sent_ns + total - first) * NS / (tokens - 1)


def decode_rate(record: Record) -> Measured:
    """Tokens/s of the decode phase, from Ollama's counters.

    GGUF engines start the clock after the first token, so N tokens span N - 1 intervals:
    (eval_count - 1) / eval_duration. MLX times N tokens over N: eval_count / eval_duration.
    """
    tokens, duration = _tokens(record), record.counters.eval_duration
    if isinstance(tokens, Absent):
        return tokens
    if duration is None:
        return Absent("Ollama told no eval_duration")
    if record.engine == "unknown":
        return Absent("engine unknown: it decides which tokens eval_duration times")
    timed = tokens - 1 if record.engine == "gguf" else tokens
    return timed / (duration * NS) if timed > 0 else Absent(NO_INTERVAL)


def ollama_eval_rate(record: Record) -> Measured:
    """eval_count / eval_duration (tokens/s), as Ollama's docs and `--verbose` show it.

    High by 1/(N - 1) on GGUF engines; shown so that people can compare, never ranked.
    """
    tokens, duration = _tokens(record), record.counters.eval_duration
    if isinstance(tokens, Absent):
        return tokens
    return Absent("Ollama told no eval_duration") if duration is None else tokens / (duration * NS)


def client_decode_rate(record: Record) -> Measured:
    """(N - 1) / (last text chunk - first text chunk) on the client's clock (tokens/s; exo).

    A cross-check of `decode_rate`, not a measurement of its own: chunks are not tokens.
    """
    tokens, stamps = _tokens(record), _text_stamps(record)
    if isinstance(tokens, Absent):
        return tokens
    if tokens < 2 or len(stamps) < 2 or stamps[-1] <= stamps[0]:
        return Absent("fewer than two chunks of text")
    return (tokens - 1) / ((stamps[-1] - stamps[0]) * NS)


def prefill_rate(record: Record) -> Measured:
    """(prompt_eval_count - prompt_eval_cached_count) / prompt_eval_duration (tokens/s).

    The duration times only tokens that were not cached. Where Ollama does not tell the cached ones
    (before 0.33.3) the prompt has to differ from earlier ones from the start: at most
    `MAX_SHARED_PREFIX` of it may be shared.
    """
    counters = record.counters
    if counters.prompt_eval_count is None or counters.prompt_eval_duration is None:
        return Absent("Ollama told no prompt_eval_count or no prompt_eval_duration")
    cached = counters.prompt_eval_cached_count
    if cached is None:
        shared = record.shared_prefix_tokens
        if shared is None or shared > MAX_SHARED_PREFIX * counters.prompt_eval_count:
            return Absent("part of the prompt may have been cached, and Ollama does not tell")
        cached = 0
    new = counters.prompt_eval_count - cached
    return new / (counters.prompt_eval_duration * NS) if new > 0 else Absent("all of it was cached")


def cold_load(record: Record) -> Measured:
    """load_duration of the first request after a verified unload (s)."""
    if not record.cold:
        return Absent("not a cold load")
    duration = record.counters.load_duration
    return Absent("Ollama told no load_duration") if duration is None else duration * NS


def embed_text_rate(record: Record) -> Measured:
    """Texts / (total_duration - load_duration) of one `/api/embed` (texts/s)."""
    return _per_embed_second(record, record.texts, "the number of texts is unknown")


def embed_token_rate(record: Record) -> Measured:
    """prompt_eval_count / (total_duration - load_duration) of one `/api/embed` (tokens/s)."""
    tokens = record.counters.prompt_eval_count
    return _per_embed_second(record, tokens, "Ollama told no prompt_eval_count")


def _per_embed_second(record: Record, amount: int | None, missing: str) -> Measured:
    counters = record.counters
    if amount is None:
        return Absent(missing)
    if counters.total_duration is None:
        return Absent("Ollama told no total_duration")
    worked = counters.total_duration - (counters.load_duration or 0)
    return amount / (worked * NS) if worked > 0 else Absent("loading took all of the time")


def _tokens(record: Record) -> int | Absent:
    if not record.done:
        return Absent(NOT_DONE)
    count = record.counters.eval_count
    return Absent("Ollama told no eval_count") if count is None else count


def _text_stamps(record: Record) -> list[int]:
    return [chunk.at_ns for chunk in record.chunks if chunk.kind != "empty"]


def _icl(q: float) -> Callable[[Record], Measured]:
    """Quantile of the gaps between chunks of text (s; aiperf's inter-chunk latency)."""

    def formula(record: Record) -> Measured:
        stamps = _text_stamps(record)
        if len(stamps) < 2:
            return Absent("fewer than two chunks of text")
        gaps = [later - earlier for earlier, later in pairwise(stamps)]
        return quantile(gaps, q) * NS

    return formula


_EMBED: dict[MetricName, Callable[[Record], Measured]] = {
    "e2e": e2e,
    "embed_text_rate": embed_text_rate,
    "embed_token_rate": embed_token_rate,
    "cold_load": cold_load,
}
_GENERATE: dict[MetricName, Callable[[Record], Measured]] = {
    "ttft": ttft,
    "ttfo": ttfo,
    "e2e": e2e,
    "tpot": tpot,
    "icl_p50": _icl(0.50),
    "icl_p95": _icl(0.95),
    "icl_p99": _icl(0.99),
    "decode_rate": decode_rate,
    "ollama_eval_rate": ollama_eval_rate,
    "client_decode_rate": client_decode_rate,
    "prefill_rate": prefill_rate,
    "cold_load": cold_load,
}
