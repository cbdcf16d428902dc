"""OBT's samples against a bare stream of equal requests, in turn, on one real Ollama."""

import asyncio
import http.client
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any
from uuid import uuid4

from bench.budget import Line, at_most, tells
from bench.programs import free_port, real_ollama
from obt.client.benchmarks.measure import measure
from obt.client.benchmarks.rig import Bounds
from obt.client.benchmarks.sink import MemorySink
from obt.client.ollama.address import parse
from obt.measure.catalogue import MetricName
from obt.measure.ledger import TimeLedger
from obt.measure.metrics import metrics_of
from obt.measure.plan import StopRule
from obt.measure.quantiles import median_interval
from obt.measure.record import Record
from obt.measure.sample import Sample, Trial
from obt.measure.workloads import Settings
from obt.measure.workloads.models import Generation
from obt.wire.benchmarks import BenchmarkPlan

PART = "honesty"
#: For rates: long enough answers, so that a clock's few microseconds do not matter.
RATES = Generation(id="rates", title="Rates", prompt_tokens=32, output_tokens=64)
RATE_PAIRS = 20
#: For the time to the first token: the interval of a median shrinks with the root of their number,
#: and short requests are many in little time.
FIRST = Generation(id="first", title="First token", prompt_tokens=24, output_tokens=4)
FIRST_PAIRS = 120
#: Bare requests draw their prompts from numbers that the runner never comes to.
BARE_NUMBERS = 1 << 48


@dataclass(frozen=True)
class Bare:
    """What a plain loop over a socket sees. Seconds of its own clock; Ollama's counters."""

    ttft_s: float
    decode_s: float  #: Last chunk of text - first one
    final: dict[str, Any]

    @property
    def rate(self) -> float:
        """Tokens/s by Ollama's counters."""
        return float((self.final["eval_count"] - 1) / (self.final["eval_duration"] * 1e-9))

    @property
    def beyond_s(self) -> float:
        """Time to the first token, without what Ollama says it took itself."""
        took = self.final.get("load_duration", 0) + self.final.get("prompt_eval_duration", 0)
        return float(self.ttft_s - took * 1e-9)

    @property
    def clock_rate(self) -> float:
        return float((self.final["eval_count"] - 1) / self.decode_s)


def bare_stream(url: str, body: dict[str, Any]) -> Bare:
    """No httpx, no asyncio, nothing of OBT: `http.client`, blocking, one line after another."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=600)
    connection.connect()
    content = json.dumps(body).encode()
    stamps: list[int] = []
    sent = time.perf_counter_ns()
    connection.request("POST", "/api/generate", content, {"Content-Type": "application/json"})
    reply = connection.getresponse()
    lines = []
    while line := reply.readline():
        stamps.append(time.perf_counter_ns())
        lines.append(line)
    connection.close()
    items = [json.loads(line) for line in lines]
    text = [at for at, item in zip(stamps, items, strict=True) if item.get("response")]
    return Bare((text[0] - sent) * 1e-9, (text[-1] - text[0]) * 1e-9, items[-1])


@dataclass
class Interleaved(MemorySink):
    """Between any two of OBT's samples one bare stream of an equal request."""

    url: str = ""
    bare: list[Bare] = field(default_factory=list)

    async def trials(self, trials: Sequence[Trial]) -> None:
        await super().trials(trials)
        if not self.bare and trials[0].warmth is not None:  # warm: the first sample comes next
            await self._stream(trials[0])

    async def sample(self, sample: Sample) -> None:
        await super().sample(sample)
        await self._stream(self.by_cell[sample.cell])

    async def _stream(self, trial: Trial) -> None:
        assert trial.recipe is not None
        body = {
            "model": trial.cell.model,
            "prompt": trial.recipe.text(BARE_NUMBERS + len(self.bare)),
            "raw": True,
            "stream": True,
            "think": trial.think,
            "options": trial.options,
            "keep_alive": "15m",
        }
        self.bare.append(await asyncio.to_thread(bare_stream, self.url, body))


def run() -> list[Line]:
    real_ollama.install()
    with tempfile.TemporaryDirectory() as folder:
        node = real_ollama.Node(free_port(), Path(folder) / "ollama")
        node.start()
        try:
            node.furnish(real_ollama.MODEL)
            rates = asyncio.run(_measured(node.url, RATES, RATE_PAIRS))
            first = asyncio.run(_measured(node.url, FIRST, FIRST_PAIRS))
        finally:
            node.stop()
    return [*rate_lines(pairs_of(rates, RATES)), *first_lines(pairs_of(first, FIRST))]


async def _measured(url: str, work: Generation, pairs: int) -> Interleaved:
    sink = Interleaved(url=url)
    plan = BenchmarkPlan(
        benchmark_id=uuid4(),
        models=[real_ollama.MODEL],
        workloads=[work],
        # a thread for each core leaves none to whoever stamps
        settings=Settings(num_thread=1),
        stop=StopRule(precision=0.0001, min_samples=pairs, max_samples=pairs),
        seed=uuid4().hex,
    )
    # whatever else runs here hits both of a pair
    await measure(plan, sink, parse(url), bounds=Bounds(quiet_s=5, foreign_cpu=1.0))
    return sink


@dataclass(frozen=True)
class Pair:
    """A sample of OBT's, and the bare streams before and after it: drift hits both alike."""

    record: Record
    values: Mapping[MetricName, float]
    bare: tuple[Bare, Bare]

    @property
    def rate(self) -> float:
        """OBT's decode rate / the bare stream's."""
        return self.values["decode_rate"] / mean(it.rate for it in self.bare)

    @property
    def own(self) -> float:
        """OBT's decode rate / (eval_count - 1) / eval_duration, computed here."""
        told = self.record.counters
        assert told.eval_count is not None
        assert told.eval_duration is not None
        return self.values["decode_rate"] / ((told.eval_count - 1) / (told.eval_duration * 1e-9))

    @property
    def clock(self) -> float:
        """Chunks by our clock / by Ollama's counters, against the same of the bare stream.

        Whatever slows one request and not the other falls out: what is left is the measuring.
        """
        ours = self.values["client_decode_rate"] / self.values["decode_rate"]
        return ours / mean(it.clock_rate / it.rate for it in self.bare)

    @property
    def ttft_ms(self) -> float:
        return (self.values["ttft"] - mean(it.ttft_s for it in self.bare)) * 1e3

    @property
    def beyond_ms(self) -> float:
        """The same without the time that Ollama says it took itself."""
        told = self.record.counters
        took = ((told.load_duration or 0) + (told.prompt_eval_duration or 0)) * 1e-9
        return (self.values["ttft"] - took - mean(it.beyond_s for it in self.bare)) * 1e3

    @property
    def ledger(self) -> float:
        """How far the parts are from the whole, relative."""
        ledger = TimeLedger.of(self.record)
        assert ledger is not None
        parts = ledger.load_ns + ledger.queue_ns + ledger.prefill_ns + ledger.decode_ns
        return abs((parts + ledger.network_ns) / ledger.e2e_ns - 1)


def pairs_of(sink: Interleaved, work: Generation) -> list[Pair]:
    for trial in sink.by_cell.values():
        if trial.failed is not None:
            raise RuntimeError(f"{trial.cell} cannot be measured: {trial.failed}")
    around = zip(sink.samples, pairwise(sink.bare), strict=True)
    return [
        Pair(request.record, metrics_of(request.record).values, bare)
        for sample, bare in around
        for request in sample.counted
        if all(it.final["eval_count"] == work.output_tokens for it in bare)
    ]


def within(what: str, values: Sequence[float], limit: float, unit: str) -> Line:
    """The median, which should be 0, and its 95 % interval.

    Where the interval reaches into the budget and the median does not, other programs were louder
    than what is measured: then there is no verdict.
    """
    middle, interval = median(values), median_interval(values)
    assert interval is not None
    reaches = interval.low <= limit and interval.high >= -limit
    measured = f"{middle:+.3g} {unit} ({interval.low:+.3g} to {interval.high:+.3g})"
    met = True if abs(middle) <= limit else None if reaches else False
    told = measured if met is not None else f"{measured}: too noisy to tell"
    return Line(PART, what, f"± {limit:g} {unit}", told, met)


def rate_lines(pairs: Sequence[Pair]) -> list[Line]:
    rates = [pair.values["decode_rate"] for pair in pairs]
    own = max(abs(pair.own - 1) for pair in pairs) * 100
    ledger = max(pair.ledger for pair in pairs) * 100
    return [
        tells(PART, f"decode rate, {len(pairs)} samples", f"{median(rates):.1f} tokens/s"),
        at_most(PART, "decode rate, off Ollama's counters, most", own, 1, "%"),
        within("decode rate, off a bare stream", [(p.rate - 1) * 100 for p in pairs], 1, "%"),
        within(
            "decode rate by the clock, off a bare stream",
            [(p.clock - 1) * 100 for p in pairs],
            1,
            "%",
        ),
        at_most(PART, "time ledger, off the latency, most", ledger, 1, "%"),
    ]


def first_lines(pairs: Sequence[Pair]) -> list[Line]:
    first = [pair.values["ttft"] * 1e3 for pair in pairs]
    return [
        tells(PART, f"TTFT, {len(pairs)} samples", f"{median(first):.0f} ms"),
        within("TTFT, off a bare stream", [p.ttft_ms for p in pairs], 5, "ms"),
        within(
            "TTFT beyond Ollama's own time, off a bare stream",
            [p.beyond_ms for p in pairs],
            5,
            "ms",
        ),
    ]
