import pytest

from obt.measure.catalogue import METRICS
from obt.measure.metrics import metrics_of
from obt.measure.record import Chunk, Counters, Record, engine_of, reports_cached
from tests.measure.factories import MS, START, chunks, counters, record

NO_CACHED_COUNT = Counters(prompt_eval_count=1000, prompt_eval_duration=500 * MS)


def value(name: str, of: Record) -> float:
    return {str(key): number for key, number in metrics_of(of).values.items()}[name]


def why(name: str, of: Record) -> str:
    return {str(key): reason for key, reason in metrics_of(of).absent.items()}[name]


def test_latencies_are_from_the_clients_clock() -> None:
    one = record()
    assert value("ttft", one) == pytest.approx(0.050)
    assert value("ttfo", one) == pytest.approx(0.050)
    assert value("e2e", one) == pytest.approx(0.131)
    assert value("tpot", one) == pytest.approx((0.131 - 0.050) / 4)


def test_thinking_is_a_first_token_but_no_first_output() -> None:
    thought = (Chunk(START + 30 * MS, "thinking"), *chunks(50, 70))
    assert value("ttft", record(chunks=thought)) == pytest.approx(0.030)
    assert value("ttfo", record(chunks=thought)) == pytest.approx(0.050)


def test_an_empty_first_chunk_is_no_token() -> None:
    empty = (Chunk(START + 10 * MS, "empty"), *chunks(50, 70))
    assert value("ttft", record(chunks=empty)) == pytest.approx(0.050)


def test_chunk_gaps_leave_the_last_empty_line_out() -> None:
    uneven = record(chunks=chunks(10, 20, 40, 80))
    assert value("icl_p50", uneven) == pytest.approx(0.020)
    assert value("icl_p95", uneven) == pytest.approx(0.038)
    assert value("icl_p99", uneven) == pytest.approx(0.0396)


# Real Ollama 0.9.3, SmolLM2-135M on a CPU, medians of 5
@pytest.mark.parametrize(
    ("tokens", "ollama_rate", "rate"),
    [(2, 45.1, 22.5), (4, 34.7, 26.0), (8, 31.4, 27.5), (16, 27.1, 25.4), (64, 27.3, 26.9)],
)
def test_the_published_decode_rates(tokens: int, ollama_rate: float, rate: float) -> None:
    duration = round(tokens / ollama_rate * 1e9)
    one = record(counters=counters(eval_count=tokens, eval_duration=duration))
    assert value("ollama_eval_rate", one) == pytest.approx(ollama_rate, abs=0.05)
    assert value("decode_rate", one) == pytest.approx(rate, abs=0.06)


def test_mlx_times_all_tokens() -> None:
    assert value("decode_rate", record(engine="mlx")) == pytest.approx(5 / 0.080)
    assert value("decode_rate", record(engine="gguf")) == pytest.approx(4 / 0.080)


def test_an_unknown_engine_has_no_decode_rate() -> None:
    assert "engine" in why("decode_rate", record(engine="unknown"))
    assert engine_of("gguf") == "gguf"
    assert engine_of("safetensors") == "mlx"
    assert engine_of(None) == engine_of("onnx") == "unknown"


def test_the_clients_clock_checks_the_decode_rate() -> None:
    assert value("client_decode_rate", record()) == pytest.approx(4 / 0.080)


def test_one_token_has_no_rate_on_gguf() -> None:
    one = record(chunks=chunks(50), counters=counters(eval_count=1))
    for name in ("decode_rate", "tpot"):
        assert why(name, one) == "one token has no interval"
    assert why("client_decode_rate", one) == "fewer than two chunks of text"


def test_prefill_leaves_cached_tokens_out() -> None:
    cached = counters(prompt_eval_count=1000, prompt_eval_cached_count=900)
    assert value("prefill_rate", record(counters=cached)) == pytest.approx(100 / 0.040)
    whole = counters(prompt_eval_count=1000, prompt_eval_cached_count=1000)
    assert why("prefill_rate", record(counters=whole)) == "all of it was cached"


def test_without_a_cached_count_only_an_unlike_prompt_has_a_prefill_rate() -> None:
    unlike = record(counters=NO_CACHED_COUNT, shared_prefix_tokens=0)
    assert value("prefill_rate", unlike) == pytest.approx(2000)
    template = record(counters=NO_CACHED_COUNT, shared_prefix_tokens=10)
    assert value("prefill_rate", template) == pytest.approx(2000)
    for shared in (None, 11):
        alike = record(counters=NO_CACHED_COUNT, shared_prefix_tokens=shared)
        assert "cached" in why("prefill_rate", alike)


def test_a_load_counts_only_when_it_was_cold() -> None:
    assert value("cold_load", record(cold=True)) == pytest.approx(0.005)
    assert why("cold_load", record()) == "not a cold load"


def test_embeddings_have_rates_of_their_own() -> None:
    told = Counters(total_duration=210 * MS, load_duration=10 * MS, prompt_eval_count=1024)
    one = record(api="embed", counters=told, texts=8, chunks=chunks())
    assert value("embed_text_rate", one) == pytest.approx(40)
    assert value("embed_token_rate", one) == pytest.approx(5120)
    assert "ttft" not in metrics_of(one).values | metrics_of(one).absent
    assert "texts" in why("embed_text_rate", record(api="embed", counters=told))


def test_a_broken_stream_has_latencies_but_no_rates() -> None:
    broken = record(done=False, counters=Counters())
    assert value("ttft", broken) == pytest.approx(0.050)
    assert set(metrics_of(broken).values) == {"ttft", "ttfo", "icl_p50", "icl_p95", "icl_p99"}
    for name in ("e2e", "tpot", "decode_rate", "ollama_eval_rate"):
        assert why(name, broken) == "the reply did not come to its end"


def test_every_metric_has_a_value_or_a_reason() -> None:
    nothing = Record(sent_ns=START)
    for api in ("generate", "chat", "embed"):
        for one in (record(api=api), nothing.model_copy(update={"api": api})):
            metrics = metrics_of(one)
            assert not set(metrics.values) & set(metrics.absent)
            assert set(metrics.values) | set(metrics.absent) <= set(METRICS)
    assert metrics_of(nothing).values == {}


def test_a_zero_of_ollama_is_absent() -> None:
    final = {"eval_count": 0, "eval_duration": 0, "total_duration": 7, "load_duration": True}
    assert Counters.of({**final, "context": [1]}) == Counters(total_duration=7)


def test_a_missing_cached_count_is_zero_only_where_it_would_be_told() -> None:
    assert Counters.of({}, "0.33.2").prompt_eval_cached_count is None
    assert Counters.of({}, "0.33.3").prompt_eval_cached_count == 0
    assert Counters.of({"prompt_eval_cached_count": 0}).prompt_eval_cached_count == 0
    assert Counters.of({"prompt_eval_cached_count": 7}, "0.9.3").prompt_eval_cached_count == 7
    assert [reports_cached(v) for v in (None, "dev", "0.34.0-rc1", "v1.0.0")] == [
        False,
        False,
        True,
        True,
    ]


def test_a_record_survives_json() -> None:
    one = record()
    assert Record.model_validate_json(one.model_dump_json()) == one
