"""Cells whose samples are records that Ollama could have sent."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from obt.measure.record import Chunk, Counters, Record
from obt.measure.report import MeasuredCell, result_of
from obt.measure.sample import CellKey, Request, Sample, TelemetryPoint, Trial
from obt.measure.validity import Reason, Rejection, Residency
from obt.measure.workloads import BUILTIN, Case, cases_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
S = 1_000_000_000
DECODE = cases_of(BUILTIN["decode"])[0]


def reply(
    rate: float = 25.0, *, tokens: int = 51, sent_s: float = 100.0, ttft_s: float = 0.1
) -> Record:
    """32 prompt tokens in 80 ms, then `tokens` at `rate` tokens/s; the last line 1 ms later."""
    first = round((sent_s + ttft_s) * S)
    decode = round((tokens - 1) / rate * S)
    return Record(
        sent_ns=round(sent_s * S),
        chunks=(
            Chunk(first, "content"),
            Chunk(first + decode, "content"),
            Chunk(first + decode + S // 1000, "empty"),
        ),
        done=True,
        done_reason="length",
        engine="gguf",
        counters=Counters(
            total_duration=round(ttft_s * S) + decode,
            load_duration=5_000_000,
            prompt_eval_count=32,
            prompt_eval_cached_count=0,
            prompt_eval_duration=80_000_000,
            eval_count=tokens,
            eval_duration=decode,
        ),
    )


def rejected(reason: Reason, detail: str = "seen", record: Record | None = None) -> Request:
    return Request(record=record or reply(), rejections=(Rejection(reason=reason, detail=detail),))


def failed() -> Request:
    record = Record(sent_ns=100 * S, error="connection lost")
    return rejected(Reason.ERROR, "connection lost", record)


def sample(
    *requests: Request | Record,
    round: int = 0,
    wall_s: float = 2.0,
    telemetry: Sequence[TelemetryPoint] = (),
    at_h: float = 0.0,
) -> Sample:
    return Sample(
        cell=CellKey(model="smollm2:135m", case=DECODE.key),
        round=round,
        position=0,
        taken_at=NOON + timedelta(hours=at_h),
        requests=tuple(r if isinstance(r, Request) else Request(record=r) for r in requests),
        wall_s=wall_s,
        telemetry=tuple(telemetry),
    )


def trial(case: Case = DECODE, model: str = "smollm2:135m", **changes: Any) -> Trial:
    usual: dict[str, Any] = {
        "cell": CellKey(model=model, case=case.key),
        "started_at": NOON,
        "digest": f"digest of {model}",
        "quantization": "Q4_0",
        "options": {"num_ctx": 4096, "seed": 42},
        "think": False,
        "residency": Residency(digest="d", size=1000, size_vram=1000, context_length=4096),
        "idle_power_w": 20.0,
        "stopped": "precision",
    }
    return Trial(**{**usual, **changes})


def cell(
    samples: Sequence[Sample],
    case: Case = DECODE,
    *,
    client_id: str = "desk",
    benchmark_id: str = "march",
    **changes: Any,
) -> MeasuredCell:
    under = trial(case, **changes)
    results = tuple(result_of(one, case, under) for one in samples)
    return MeasuredCell(benchmark_id, client_id, case, under, results)


def steady(rates: Sequence[float], **changes: Any) -> MeasuredCell:
    """A sample of each rate, one every 6 minutes."""
    taken = [sample(reply(rate), round=n, at_h=n / 10) for n, rate in enumerate(rates)]
    return cell(taken, **changes)
