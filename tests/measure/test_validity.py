from typing import Any

import pytest

from obt.measure.record import Counters
from obt.measure.validity import Asked, Reason, Residency, Surroundings, judge, tally
from tests.measure.factories import MS, chunks, counters, record

ASKED = Asked(prompt_tokens=20, output_tokens=5, num_ctx=4096)
AT_FIRST = Residency(digest="a" * 64, size=1000, size_vram=1000, context_length=4096)
QUIET = Surroundings(loaded_before=True, residency=AT_FIRST, reference=AT_FIRST, foreign_cpu=0.02)


def reasons(one: Any, asked: Asked = ASKED, around: Surroundings = QUIET) -> list[Reason]:
    return [rejection.reason for rejection in judge(one, asked, around)]


def around(**changes: Any) -> Surroundings:
    return QUIET.model_copy(update=changes)


def resident(**changes: Any) -> Surroundings:
    return around(residency=AT_FIRST.model_copy(update=changes))


def test_a_good_sample_counts() -> None:
    assert reasons(record()) == []
    assert reasons(record(), around=Surroundings()) == []


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        (Reason.ERROR, {"error": "connection refused", "done": False}),
        (Reason.MISSING_DONE, {"done": False, "counters": Counters()}),
        (Reason.MISSING_COUNTS, {"done_reason": "load", "counters": Counters()}),
        (Reason.EARLY_STOP, {"done_reason": "stop"}),
        (Reason.EARLY_STOP, {"done_reason": None, "counters": counters(eval_count=4)}),
        (Reason.WRONG_LENGTH, {"counters": counters(eval_count=4)}),
        (Reason.WRONG_LENGTH, {"counters": counters(eval_count=6)}),
        (Reason.TRUNCATED, {"counters": counters(prompt_eval_count=10)}),
        (Reason.CACHE_HIT, {"counters": counters(prompt_eval_cached_count=19)}),
        (Reason.FIRST_AFTER_LOAD, {"cold": True}),
        (Reason.INCONSISTENT, {"counters": counters(prompt_eval_duration=70 * MS)}),
    ],
)
def test_what_the_reply_tells(reason: Reason, changes: dict[str, Any]) -> None:
    assert reasons(record(**changes)) == [reason]


@pytest.mark.parametrize(
    ("reason", "seen"),
    [
        (Reason.FIRST_AFTER_LOAD, around(first_after_load=True)),
        (Reason.FIRST_AFTER_LOAD, around(loaded_before=False)),
        (Reason.CONTEXT_CHANGED, resident(context_length=2048)),
        (Reason.OFFLOAD_CHANGED, resident(size_vram=600)),
        (Reason.MODEL_CHANGED, resident(digest="b" * 64)),
        (Reason.THROTTLED, around(throttled=("GPU 0: thermal",))),
        (Reason.FOREIGN_LOAD, around(foreign_models=("llama3:8b",))),
        (Reason.FOREIGN_LOAD, around(foreign_jobs=("pull of llama3:8b",))),
        (Reason.FOREIGN_LOAD, around(foreign_cpu=0.3)),
    ],
)
def test_what_was_seen_around_it(reason: Reason, seen: Surroundings) -> None:
    (rejection,) = judge(record(), ASKED, seen)
    assert rejection.reason == reason
    assert rejection.detail


def test_a_load_in_the_middle_is_seen_by_its_duration() -> None:
    loaded = counters(load_duration=900 * MS, total_duration=1025 * MS)
    slow = record(counters=loaded, chunks=chunks(945, 965, 985, 1005, 1025))
    assert reasons(slow) == [Reason.FIRST_AFTER_LOAD]


def test_ollamas_estimates_may_move_a_little() -> None:
    assert reasons(record(), around=resident(size=1010, size_vram=1010)) == []
    assert reasons(record(), around=resident(size_vram=996)) == []


def test_a_cold_load_wants_an_unload_before_it() -> None:
    cold = Asked(cold=True)
    unloaded = around(loaded_before=False, first_after_load=True)
    assert reasons(record(cold=True), cold, unloaded) == []
    assert reasons(record(cold=True), cold, QUIET) == [Reason.NOT_COLD]
    assert reasons(record(), cold, unloaded) == [Reason.NOT_COLD]


def test_any_length_may_stop_early() -> None:
    assert reasons(record(done_reason="stop"), Asked(prompt_tokens=20)) == []


def test_a_template_in_the_cache_is_no_hit() -> None:
    long = counters(prompt_eval_count=2048, prompt_eval_cached_count=20)
    assert reasons(record(counters=long), Asked(prompt_tokens=2048)) == []
    hit = counters(prompt_eval_count=2048, prompt_eval_cached_count=21)
    assert reasons(record(counters=hit), Asked(prompt_tokens=2048)) == [Reason.CACHE_HIT]
    assert reasons(record(counters=hit), Asked(fresh_prompt=False)) == []


def test_embeddings_count_no_output() -> None:
    told = Counters(total_duration=100 * MS, prompt_eval_count=64)
    embedded = record(api="embed", counters=told, texts=2, chunks=chunks(), done_reason=None)
    assert reasons(embedded, Asked(prompt_tokens=64)) == [Reason.INCONSISTENT]
    in_time = embedded.model_copy(update={"chunks": chunks(100)})
    assert reasons(in_time, Asked(prompt_tokens=64)) == []


def test_each_rejected_sample_is_tallied_once_under_its_gravest_reason() -> None:
    both = judge(record(done_reason="stop"), ASKED, around(throttled=("CPU: thermal",)))
    assert [rejection.reason for rejection in both] == [Reason.EARLY_STOP, Reason.THROTTLED]
    throttled = judge(record(), ASKED, around(throttled=("CPU: thermal",)))
    good = judge(record(), ASKED, QUIET)
    assert tally([both, throttled, good, both]) == {Reason.EARLY_STOP: 2, Reason.THROTTLED: 1}
