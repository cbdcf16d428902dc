"""On a real Ollama: what the runner tells is what Ollama's counters and the clock say."""

from statistics import median
from uuid import uuid4

import httpx
import pytest
from tests.ollama_nodes import MODEL

from obt.client.benchmarks.measure import Outcome, measure
from obt.client.benchmarks.rig import Bounds
from obt.client.benchmarks.sink import MemorySink
from obt.client.ollama.address import parse
from obt.measure.ledger import TimeLedger
from obt.measure.metrics import metrics_of
from obt.measure.plan import StopRule
from obt.measure.prompts import PREFIX_WORDS, WORDS, prefix
from obt.measure.workloads import Settings
from obt.measure.workloads.models import ColdLoad, ConcurrencySweep, Generation, Workload
from obt.wire.benchmarks import BenchmarkPlan

pytestmark = [pytest.mark.ollama, pytest.mark.slow, pytest.mark.timeout(400)]

DECODE = Generation(id="decode", title="Decode", prompt_tokens=32, output_tokens=16)
NEVER_MIND = Bounds(quiet_s=0, foreign_cpu=1.0)
"""Other tests share this machine: it is never quiet."""


async def taken(url: str, rounds: int, *workloads: Workload) -> tuple[MemorySink, Outcome]:
    sink = MemorySink()
    plan = BenchmarkPlan(
        benchmark_id=uuid4(),
        models=[MODEL],
        workloads=list(workloads),
        stop=StopRule(precision=0.9, min_samples=rounds, max_samples=rounds),
        # two threads that wait for each other crawl where other programs want the cores too
        settings=Settings(num_thread=1),
        seed=uuid4().hex,
    )
    return sink, await measure(plan, sink, parse(url), bounds=NEVER_MIND)


@pytest.fixture(scope="module")
def url(real_nodes: list[str]) -> str:
    return real_nodes[1]


async def test_decode_rates_the_time_ledger_and_telemetry(url: str) -> None:
    sink, outcome = await taken(url, 6, DECODE)
    assert outcome.cells[0].failed is None
    counted = [sample for sample in sink.samples if sample.counted]
    assert outcome.cells[0].n == len(counted) == 6
    ratios = []
    for sample in counted:
        record = sample.requests[0].record
        told = record.counters
        assert told.eval_count == 16
        assert told.eval_duration is not None
        rate = metrics_of(record).values["decode_rate"]
        assert rate == pytest.approx(15 / (told.eval_duration * 1e-9), rel=0.01)
        ratios.append(metrics_of(record).values["client_decode_rate"] / rate)
        ledger = TimeLedger.of(record)
        assert ledger is not None
        parts = ledger.load_ns + ledger.queue_ns + ledger.prefill_ns + ledger.decode_ns
        assert parts + ledger.network_ns == pytest.approx(ledger.e2e_ns, rel=0.01)
        assert sample.residency is not None
        assert record.e2e_ns is not None
        stamps = [point.at_ns for point in sample.telemetry]
        assert stamps[0] < record.sent_ns + 500_000_000
        assert stamps[-1] >= record.sent_ns + record.e2e_ns
        assert len(stamps) >= 4 * record.e2e_ns * 1e-9, "5/s, and the machine is shared"
        assert any(point.cpu for point in sample.telemetry)
    assert record_lengths(sink) == {32}
    # what other programs hold up for a moment is one sample, not most of them
    assert median(ratios) == pytest.approx(1, rel=0.1)


async def test_every_beginning_of_a_prompt_is_equally_long(url: str) -> None:
    options = {"num_predict": 1, "num_ctx": 2048, "num_thread": 1}
    lengths: dict[int, list[str]] = {}
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as http:
        for sample in range(len(WORDS)):
            prompt = prefix("seed", sample)
            body = {"model": MODEL, "prompt": prompt, "raw": True, "stream": False}
            reply = await http.post("/api/generate", json={**body, "options": options})
            lengths.setdefault(reply.json()["prompt_eval_count"], []).append(prompt)
    assert list(lengths) == [PREFIX_WORDS], lengths


async def test_cold_loads_and_concurrency(url: str) -> None:
    cold = ColdLoad(id="cold-load", title="Cold")
    many = ConcurrencySweep(
        id="many",
        title="Many",
        prompt_tokens=32,
        output_tokens=8,
        levels=(2,),
        requests_per_worker=1,
    )
    sink, outcome = await taken(url, 1, cold, many)
    assert [cell.failed for cell in outcome.cells] == [None, None]
    loads = [s.requests[0].record for s in sink.samples if s.cell.case == "cold-load@1"]
    assert all(metrics_of(record).values["cold_load"] > 0.05 for record in loads)
    assert all(record.cold for record in loads)
    blocks = [s for s in sink.samples if s.cell.case.startswith("many")]
    assert {len(block.requests) for block in blocks} == {2}
    assert all(request.record.done for block in blocks for request in block.requests)


def record_lengths(sink: MemorySink) -> set[int | None]:
    return {q.record.counters.prompt_eval_count for s in sink.samples for q in s.requests}
