"""The workloads that come with OBT. A change of the work is a new version."""

from typing import Final

from obt.measure.workloads.models import (
    ColdLoad,
    ConcurrencySweep,
    DepthSweep,
    Embedding,
    Generation,
    RateSweep,
    Slo,
    Workload,
)

_ALL: tuple[Workload, ...] = (
    Generation(
        id="chat",
        title="Chat",
        description="A question and an answer of a paragraph, through the chat template.",
        api="chat",
        prompt_tokens=512,
        output_tokens=128,
    ),
    Generation(
        id="summarise",
        title="Summarise",
        description="A long text in, a short one out: prefill weighs most.",
        prompt_tokens=4096,
        output_tokens=256,
    ),
    Generation(
        id="code",
        title="Code",
        description="A piece of code in, twice as much out.",
        prompt_tokens=256,
        output_tokens=512,
        style="code",
    ),
    Generation(
        id="decode",
        title="Decode",
        description="Hardly a prompt: the speed of writing alone.",
        prompt_tokens=32,
        output_tokens=256,
    ),
    Generation(
        id="prefill",
        title="Prefill",
        description="One token out: the speed of reading alone.",
        prompt_tokens=2048,
        output_tokens=1,
    ),
    DepthSweep(
        id="long-context",
        title="Long context",
        description="How reading and writing slow down as the context fills.",
        depths=(1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072),
        output_tokens=64,
    ),
    ColdLoad(
        id="cold-load",
        title="Cold load",
        description="What the first request after an unload waits for.",
    ),
    Embedding(
        id="embed",
        title="Embeddings",
        description="Texts of 128 tokens, by batch size.",
        text_tokens=128,
        batch_sizes=(1, 8, 32, 128),
    ),
    ConcurrencySweep(
        id="concurrency",
        title="Concurrency",
        description="Throughput and latency with more and more requests at once.",
        prompt_tokens=256,
        output_tokens=128,
        levels=(1, 2, 4, 8, 16),
    ),
    RateSweep(
        id="rate",
        title="Arrival rate",
        description="Requests that arrive at random: how many are answered in time.",
        prompt_tokens=256,
        output_tokens=128,
        rates=(0.1, 0.2, 0.5, 1.0, 2.0),
        slo=Slo(ttft=2.0, tpot=0.2),
    ),
)
BUILTIN: Final[dict[str, Workload]] = {workload.id: workload for workload in _ALL}
