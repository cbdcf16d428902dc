"""Generating, with known truth: every duration comes from the node's speeds."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reply import Line, nano
from obt.simulate.ollama.store import Model

WORDS = ("the", "llama", "walks", "over", "a", "green", "hill", "and", "sees", "far", "lands")
NO_LIMIT = 128


@dataclass(frozen=True)
class Wish:
    model: Model
    shown: str  #: The name as asked for
    prompt: str
    chat: bool
    options: dict[str, object]
    keep_s: float | None
    thinks: bool = False


def tokens_of(text: str) -> int:
    """One token a word, and one to begin with: the simulated tokeniser."""
    return len(text.split()) + 1


def _chunk(node: Node, wish: Wish, text: str, *, thinking: bool = False) -> Line:
    line: Line = {"model": wish.shown, "created_at": nano(node.clock.now())}
    if wish.chat:
        key = "thinking" if thinking else "content"
        message: Line = {"role": "assistant", "content": ""}
        line["message"] = message | {key: text}
    else:
        line |= {"response": "", "thinking": text} if thinking else {"response": text}
    return line | {"done": False}


async def generate(node: Node, wish: Wish) -> AsyncIterator[Line]:
    """The lines of a stream, the last one with the metrics."""
    clock, speeds, faults = node.clock, node.speeds, node.faults
    begun = clock.ns()
    load_ns = await node.load(wish.model, wish.options, wish.keep_s)
    async with node.gate:
        prompt = tokens_of(wish.prompt)
        if faults.truncate_prompt_to is not None:
            prompt = min(prompt, faults.truncate_prompt_to)
        prefill_s = 0.0 if faults.cached_prompt else prompt / speeds.prefill_rate
        await clock.sleep(prefill_s + speeds.first_token_s)
        limit = wish.options.get("num_predict", -1)
        limit = limit if isinstance(limit, int) and limit > 0 else NO_LIMIT
        count, reason = limit, "length"
        if faults.stop_early_at is not None and faults.stop_early_at < limit:
            count, reason = faults.stop_early_at, "stop"
        decode_ns = 0
        for n in range(count):
            if n:
                took = _token_s(node)
                await clock.sleep(took)
                decode_ns += round(took * 1e9)
            if faults.mid_stream_error is not None and n == 2:
                yield {"error": faults.mid_stream_error}
                return
            word = WORDS[node.random.randrange(len(WORDS))]
            yield _chunk(node, wish, f" {word}", thinking=wish.thinks and n < count // 2)
    if faults.missing_done:
        return
    for it in node.loaded():
        if it.model.name == wish.model.name:
            node.touch(it)
    yield _chunk(node, wish, "") | {
        "done": True,
        "done_reason": reason,
        "total_duration": clock.ns() - begun,
        "load_duration": load_ns,
        "prompt_eval_count": prompt,
        "prompt_eval_duration": max(round(prefill_s * 1e9), 1),
        "eval_count": count,
        "eval_duration": max(decode_ns, 1),
    }


def _token_s(node: Node) -> float:
    speeds = node.speeds
    age_s = (node.clock.ns() - node.started_ns) / 1e9
    rate = speeds.decode_rate * max(0.05, 1 - speeds.drift_per_s * age_s)
    return max(0.0, node.random.gauss(1.0, speeds.jitter)) / rate
