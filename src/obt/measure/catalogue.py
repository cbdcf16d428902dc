"""The metrics: names, units and which way is better."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Better = Literal["higher", "lower", "neither"]
MetricName = Literal[
    "ttft",
    "ttfo",
    "e2e",
    "tpot",
    "icl_p50",
    "icl_p95",
    "icl_p99",
    "decode_rate",
    "ollama_eval_rate",
    "client_decode_rate",
    "prefill_rate",
    "cold_load",
    "embed_text_rate",
    "embed_token_rate",
]
#: Of a block of requests together: a concurrency level, or one run of arrivals.
LoadMetricName = Literal["throughput", "request_rate", "goodput", "arrival_rate", "departure_rate"]
#: From a power sensor, where there is one.
EnergyMetricName = Literal[
    "energy_per_token", "prefill_energy_per_token", "decode_energy_per_token"
]
ReportedName = MetricName | LoadMetricName | EnergyMetricName


@dataclass(frozen=True, slots=True)
class MetricInfo:
    title: str  #: As people read it
    unit: str  #: Of the stored value; screens show seconds as milliseconds
    better: Better


#: All that a report holds.
REPORTED: Final[dict[ReportedName, MetricInfo]] = {
    "ttft": MetricInfo("Time to first token", "s", "lower"),
    "ttfo": MetricInfo("Time to first output token", "s", "lower"),
    "e2e": MetricInfo("End-to-end latency", "s", "lower"),
    "tpot": MetricInfo("Time per output token", "s", "lower"),
    "icl_p50": MetricInfo("Inter-chunk latency, p50", "s", "lower"),
    "icl_p95": MetricInfo("Inter-chunk latency, p95", "s", "lower"),
    "icl_p99": MetricInfo("Inter-chunk latency, p99", "s", "lower"),
    "decode_rate": MetricInfo("Decode rate", "tokens/s", "higher"),
    "ollama_eval_rate": MetricInfo("Ollama eval rate", "tokens/s", "neither"),
    "client_decode_rate": MetricInfo("Decode rate by the client's clock", "tokens/s", "neither"),
    "prefill_rate": MetricInfo("Prefill rate", "tokens/s", "higher"),
    "cold_load": MetricInfo("Cold load", "s", "lower"),
    "embed_text_rate": MetricInfo("Embedding rate, texts", "texts/s", "higher"),
    "embed_token_rate": MetricInfo("Embedding rate, tokens", "tokens/s", "higher"),
    "throughput": MetricInfo("Throughput", "tokens/s", "higher"),
    "request_rate": MetricInfo("Requests completed", "requests/s", "higher"),
    "goodput": MetricInfo("Requests within the SLO", "requests/s", "higher"),
    "arrival_rate": MetricInfo("Requests coming in", "requests/s", "neither"),
    "departure_rate": MetricInfo("Requests going out", "requests/s", "neither"),
    "energy_per_token": MetricInfo("Energy per output token", "J/token", "lower"),
    "prefill_energy_per_token": MetricInfo("Prefill energy per token read", "J/token", "lower"),
    "decode_energy_per_token": MetricInfo("Decode energy per token written", "J/token", "lower"),
}
_OF_A_REQUEST: tuple[MetricName, ...] = get_args(MetricName)
#: Of one request, by `metrics.metrics_of`.
METRICS: Final[dict[MetricName, MetricInfo]] = {name: REPORTED[name] for name in _OF_A_REQUEST}
