"""What the runner finds on a simulated Ollama is what was set."""

from itertools import pairwise
from statistics import median

import pytest
from tests.client.benchmarks.conftest import MODEL, SMALL, Lab, node, plan

from obt.measure.ledger import TimeLedger
from obt.measure.plan import StopRule
from obt.measure.workloads import BUILTIN, Settings
from obt.measure.workloads.models import (
    ColdLoad,
    ConcurrencySweep,
    DepthSweep,
    Embedding,
    Generation,
    RateSweep,
    Slo,
    Trace,
    TraceEntry,
)
from obt.simulate.ollama import V0_9_3, Speeds

TRUTH = Speeds(load_s=2, prefill_rate=1000, decode_rate=50, first_token_s=0.01)


async def test_rates_and_latencies() -> None:
    lab = Lab(node=node(speeds=TRUTH))
    outcome = await lab.measure()
    (cell,) = outcome.cells
    assert (cell.n, cell.stopped, outcome.samples, outcome.rejected) == (6, "precision", 6, 0)
    for result in lab.results():
        assert result.values["decode_rate"] == pytest.approx((50.0,), rel=1e-6)
        assert result.values["prefill_rate"] == pytest.approx((1000.0,), rel=1e-6)
        assert result.values["ttft"] == pytest.approx((40 / 1000 + 0.01,), abs=0.002)
        assert result.output_tokens == (32,)


async def test_each_finished_request_is_counted_once_with_its_time(lab: Lab) -> None:
    counted: list[tuple[int, float]] = []
    await lab.measure(generated=lambda *told: counted.append(told))
    requests = [request.record for sample in lab.of() for request in sample.requests]
    tokens = [it.counters.eval_count for it in requests]
    seconds = [(it.chunks[-1].at_ns - it.sent_ns) * 1e-9 for it in requests]
    # before them: what finds lengths, and what warms up
    assert len(counted) > len(requests) == 6
    assert [told for told, _ in counted[-6:]] == tokens
    assert [told for _, told in counted[-6:]] == pytest.approx(seconds)


async def test_prompts_are_as_long_as_asked_for_and_none_comes_twice(lab: Lab) -> None:
    await lab.measure()
    records = [request.record for sample in lab.samples for request in sample.requests]
    assert {record.counters.prompt_eval_count for record in records} == {40}
    assert {record.counters.prompt_eval_cached_count for record in records} == {0}
    recipe = lab.trial().recipe
    assert recipe is not None
    assert recipe.tokens == 40


async def test_the_ledger_sums_to_the_latency(lab: Lab) -> None:
    await lab.measure()
    for sample in lab.samples:
        ledger = TimeLedger.of(sample.requests[0].record)
        assert ledger is not None
        parts = ledger.load_ns + ledger.queue_ns + ledger.prefill_ns + ledger.decode_ns
        assert parts + ledger.network_ns == pytest.approx(ledger.e2e_ns, rel=0.01)


async def test_jitter_makes_more_rounds_until_it_is_precise() -> None:
    rule = StopRule(precision=0.005, min_samples=6, max_samples=40)
    lab = Lab(node=node(speeds=Speeds(decode_rate=50, jitter=0.05)))
    (cell,) = (await lab.measure(plan(stop=rule))).cells
    assert cell.stopped == "precision"
    assert 6 < cell.n < 40
    rates = [result.values["decode_rate"][0] for result in lab.results()]
    assert median(rates) == pytest.approx(50, rel=0.01)


async def test_old_ollamas_without_cached_counts_have_a_prefill_rate_too() -> None:
    lab = Lab(node=node(profile=V0_9_3, speeds=TRUTH))
    workload = Generation(id="long", title="Long", prompt_tokens=400, output_tokens=4)
    outcome = await lab.measure(plan(workload))
    assert outcome.rejected == 0
    rates = [result.values["prefill_rate"][0] for result in lab.results("long@1")]
    assert rates == pytest.approx([1000] * 6, rel=1e-6)


async def test_a_trial_tells_under_what_it_was_measured() -> None:
    lab = Lab(node=node(vram_part=0.5))
    await lab.measure(plan(settings=Settings(num_thread=4)))
    trial = lab.trial()
    assert trial.options["num_thread"] == 4
    assert trial.options["num_ctx"] == 256
    assert trial.residency is not None
    assert trial.residency.offload == pytest.approx(0.5, abs=0.01)
    assert trial.digest == trial.residency.digest
    assert (trial.warmth, trial.think, trial.failed) == ("steady", False, None)
    assert len(trial.warm_up) >= 3
    assert trial.quantization


async def test_chat_goes_through_the_template() -> None:
    lab = Lab(node=node(speeds=TRUTH))
    workload = Generation(id="talk", title="T", api="chat", prompt_tokens=60, output_tokens=8)
    outcome = await lab.measure(plan(workload))
    assert outcome.rejected == 0
    assert {s.requests[0].record.api for s in lab.samples} == {"chat"}


async def test_cold_loads_are_of_unloaded_models() -> None:
    lab = Lab(node=node(speeds=TRUTH))
    outcome = await lab.measure(plan(ColdLoad(id="cold-load", title="Cold"), SMALL))
    assert outcome.rejected == 0
    loads = [result.values["cold_load"][0] for result in lab.results("cold-load@1")]
    assert loads == pytest.approx([2.0] * 6, rel=0.01)


async def test_embeddings_by_batch_for_models_that_embed() -> None:
    lab = Lab(node=node(MODEL, "nomic-embed-text:latest", speeds=TRUTH))
    workload = Embedding(id="embed", title="Embed", text_tokens=50, batch_sizes=(1, 4))
    models = (MODEL, "nomic-embed-text:latest")
    outcome = await lab.measure(plan(workload, models=models))
    assert outcome.rejected == 0
    for batch in (1, 4):
        key = f"embed@1/batch={batch}"
        rates = [r.values["embed_text_rate"][0] for r in lab.results(key, models[1])]
        # the simulated one tells a load_duration of 1 ms that it did not take
        assert rates == pytest.approx([1000 / 50] * 6, rel=0.03)
        assert lab.trial(key).failed == (
            "This workload needs a model for embedding; this one is for completion."
        )


async def test_depths_that_do_not_fit_say_so(lab: Lab) -> None:
    workload = DepthSweep(id="deep", title="Deep", depths=(100, 100_000), output_tokens=4)
    await lab.measure(plan(workload))
    assert len(lab.of("deep@1/depth=100")) == 6
    assert lab.trial("deep@1/depth=100000").failed == (
        "It needs 100096 tokens of context; this model has 8192."
    )


async def test_concurrency_only_queues_where_one_slot_serves() -> None:
    lab = Lab(node=node(speeds=TRUTH))
    workload = ConcurrencySweep(
        id="many", title="Many", prompt_tokens=40, output_tokens=20, levels=(1, 3)
    )
    outcome = await lab.measure(plan(workload))
    assert outcome.rejected == 0
    each = 40 / 1000 + 0.01 + 19 / 50
    for level in (1, 3):
        for sample in lab.of(f"many@1/concurrency={level}"):
            assert len(sample.requests) == 2 * level
            assert sample.wall_s == pytest.approx(2 * level * each, rel=0.01)
    for result in lab.results("many@1/concurrency=3"):
        assert result.values["throughput"] == pytest.approx((20 / each,), rel=0.01)


async def test_arrivals_do_not_wait_for_answers() -> None:
    lab = Lab(node=node(speeds=TRUTH))
    workload = RateSweep(
        id="open",
        title="Open",
        prompt_tokens=40,
        output_tokens=10,
        rates=(2.0,),
        arrivals="constant",
        duration_s=4,
        slo=Slo(ttft=1.0),
    )
    await lab.measure(plan(workload))
    sent = [q.record.sent_ns for q in lab.samples[0].requests]
    gaps = [(b - a) * 1e-9 for a, b in pairwise(sent)]
    assert gaps == pytest.approx([0.5] * 7, abs=0.005)
    wall_s = 3.5 + 40 / 1000 + 0.01 + 9 / 50
    assert lab.samples[0].wall_s == pytest.approx(wall_s, abs=0.01)
    goodputs = [result.values["goodput"][0] for result in lab.results("open@1/rate=2")]
    assert goodputs == pytest.approx([2.0] * 6)  # over the 4 s in which they may arrive


async def test_a_trace_is_replayed() -> None:
    lab = Lab(node=node(speeds=TRUTH))
    entries = (
        TraceEntry(at_s=0, prompt_tokens=400, output_tokens=4),
        TraceEntry(at_s=1, prompt_tokens=200, output_tokens=8),
        TraceEntry(at_s=3, prompt="What is a llama?", output_tokens=5),
    )
    outcome = await lab.measure(plan(Trace(id="trace", title="Trace", entries=entries)))
    assert outcome.rejected == 0
    records = [request.record for request in lab.samples[0].requests]
    began = records[0].sent_ns
    assert [(r.sent_ns - began) * 1e-9 for r in records] == pytest.approx([0, 1, 3], abs=0.01)
    assert [r.counters.eval_count for r in records] == [4, 8, 5]
    counts = [r.counters.prompt_eval_count or 0 for r in records]
    assert counts[0] == 400
    assert counts[1] == pytest.approx(200, rel=0.1)


async def test_each_round_has_every_cell_once_and_models_are_alone_in_memory() -> None:
    lab = Lab(node=node(MODEL, "llama3.2:1b"))
    await lab.measure(plan(SMALL, BUILTIN["decode"], models=(MODEL, "llama3.2:1b")))
    rounds = [[str(s.cell) for s in lab.samples if s.round == n] for n in range(6)]
    assert all(len(cells) == len(set(cells)) == 4 for cells in rounds)
    assert len({tuple(cells) for cells in rounds}) > 1
    assert lab.reasons == set()
    assert lab.node.loaded() == []


async def test_what_cannot_be_measured_fails_alone(lab: Lab) -> None:
    outcome = await lab.measure(plan(models=(MODEL, "nowhere:1b")))
    assert [(cell.n, cell.failed) for cell in outcome.cells] == [
        (6, None),
        (0, "This model is not on this machine."),
    ]


async def test_progress_has_an_eta_once_every_cell_had_its_turn(lab: Lab) -> None:
    await lab.measure(plan(SMALL, BUILTIN["decode"]))
    assert "round 1 · smollm2:135m · decode" in lab.said
    at_first = [told for told in lab.told if told.status.startswith("round 1")]
    assert {told.eta_s for told in at_first} == {None}
    later = [told for told in lab.told if told.status.startswith("round 3")]
    ends = [lab.samples[-1].taken_at.timestamp()]
    assert later
    assert later[0].eta_s is not None
    assert (later[0].completed, later[0].total) == (4, 12)
    took = (ends[0] - lab.samples[4].taken_at.timestamp()) * 8 / 7
    assert later[0].eta_s == pytest.approx(took, rel=0.2)


async def test_minutes_end_it_in_the_middle_of_a_round() -> None:
    lab = Lab(node=node(speeds=TRUTH))
    rule = StopRule(min_samples=6, max_samples=6, max_minutes=0.2)
    outcome = await lab.measure(plan(SMALL, BUILTIN["decode"], stop=rule))
    assert {cell.stopped for cell in outcome.cells} == {"max_minutes"}
    assert 0 < outcome.samples < 12
