"""Generating, with known truth: every duration comes from the node's speeds."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from obt.simulate.ollama.node import Loaded, Node
from obt.simulate.ollama.reply import Line, nano
from obt.simulate.ollama.store import Model

WORDS = ("the", "llama", "walks", "over", "a", "green", "hill", "and", "sees", "far", "lands")
VOCABULARY = 49_152


@dataclass(frozen=True)
class Wish:
    model: Model
    shown: str  #: The name as asked for
    prompt: str
    chat: bool
    options: dict[str, object]
    keep_s: float | None
    thinks: bool = False
    raw: bool = False


def tokens_of(text: str) -> list[str]:
    """One token a word, and one that ends the prompt: the simulated tokeniser."""
    return [*text.split(), "<end>"]


def _chunk(node: Node, wish: Wish, text: str, *, thinking: bool = False) -> Line:
    line: Line = {"model": wish.shown, "created_at": nano(node.clock.now())}
    if wish.chat:
        message: Line = {"role": "assistant", "content": "" if thinking else text}
        line["message"] = message | ({"thinking": text} if thinking else {})
    else:
        line |= {"response": "", "thinking": text} if thinking else {"response": text}
    return line | {"done": False}


async def generate(node: Node, wish: Wish) -> AsyncIterator[Line]:
    """The lines of a stream, the last one with the metrics.

    Raises:
        RefusedError: the model cannot be loaded.
    """
    begun = node.clock.ns()
    async with (
        node.use(wish.model, wish.options, wish.keep_s) as (loaded, load_ns),
        loaded.slot,
    ):
        async for line in _answer(node, wish, loaded):
            if line.get("done"):
                line["total_duration"] = node.clock.ns() - begun
                line["load_duration"] = load_ns
            yield line


async def _answer(node: Node, wish: Wish, loaded: Loaded) -> AsyncIterator[Line]:
    clock, speeds, faults = node.clock, node.speed(wish.model), node.faults
    prompt = tokens_of(wish.prompt)[: faults.truncate_prompt_to]
    # the last token is always evaluated: from it comes the first of the answer
    cached = _common(prompt[:-1], loaded.cached) if node.prompt_cache else 0
    prefill_s = (len(prompt) - cached) / speeds.prefill_rate
    await clock.sleep(prefill_s + speeds.first_token_s)
    loaded.cached = list(prompt)
    count, reason = _length(node, wish)
    decode_ns = 0
    for n in range(count):
        if n:
            took = _token_s(node, wish.model)
            await clock.sleep(took)
            decode_ns += round(took * 1e9)
        if faults.mid_stream_error is not None and n == 2:
            yield {"error": faults.mid_stream_error}
            return
        word = WORDS[node.random.randrange(len(WORDS))]
        loaded.cached.append(word)
        yield _chunk(node, wish, f" {word}", thinking=wish.thinks and n < count // 2)
    if faults.missing_done:
        return
    last = _chunk(node, wish, "") | {"done": True, "done_reason": reason}
    if not wish.chat and not wish.raw:
        last["context"] = [zlib.crc32(word.encode()) % VOCABULARY for word in loaded.cached]
    if node.profile.counts_cached_prompt and cached:
        last["prompt_eval_cached_count"] = cached
    yield last | {
        "prompt_eval_count": len(prompt),
        "prompt_eval_duration": round(prefill_s * 1e9),
        "eval_count": count,
        "eval_duration": max(decode_ns, 1),
    }


def _length(node: Node, wish: Wish) -> tuple[int, str]:
    """How many tokens there will be, and why no more. A limit of 0 or less is none."""
    end = node.faults.stop_early_at
    limit = wish.options.get("num_predict")
    if isinstance(limit, int | float) and limit >= 1 and (end is None or limit <= end):
        return int(limit), "length"
    return node.answer_tokens if end is None else end, "stop"


def _common(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _token_s(node: Node, model: Model) -> float:
    speeds = node.speed(model)
    age_s = (node.clock.ns() - node.started_ns) / 1e9
    rate = speeds.decode_rate * max(0.05, 1 - speeds.drift_per_s * age_s)
    return max(0.0, node.random.gauss(1.0, speeds.jitter)) / rate
