"""Generating, with known truth: every duration comes from the node's speeds."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from obt.simulate.ollama.node import Loaded, Node
from obt.simulate.ollama.profile import Speeds
from obt.simulate.ollama.reply import Line, nano
from obt.simulate.ollama.store import Model

WORDS = ("the", "llama", "walks", "over", "a", "green", "hill", "and", "sees", "far", "lands")
VOCABULARY = 49_152


@dataclass(frozen=True)
class Question:
    """A request to generate, its defaults filled in."""

    model: Model
    shown: str  #: The name as asked for
    prompt: str  #: Of a chat: all its messages
    chat: bool
    options: dict[str, object]
    keep_s: float | None
    thinks: bool = False
    raw: bool = False


def tokens_of(text: str) -> list[str]:
    """One token a word, and one that ends the prompt: the simulated tokeniser."""
    return [*text.split(), "<end>"]


def _chunk(node: Node, question: Question, text: str, *, thinking: bool = False) -> Line:
    line: Line = {"model": question.shown, "created_at": nano(node.clock.now())}
    if question.chat:
        message: Line = {"role": "assistant", "content": "" if thinking else text}
        line["message"] = message | ({"thinking": text} if thinking else {})
    else:
        line |= {"response": "", "thinking": text} if thinking else {"response": text}
    return line | {"done": False}


async def generate(node: Node, question: Question) -> AsyncIterator[Line]:
    """The lines of a stream, the last one with the metrics.

    Raises:
        RefusedError: the model cannot be loaded.
    """
    begun = node.clock.ns()
    async with (
        node.use(question.model, question.options, question.keep_s) as (loaded, load_ns),
        loaded.slot,
    ):
        async for line in _answer(node, question, loaded):
            if line.get("done"):
                line["total_duration"] = node.clock.ns() - begun
                line["load_duration"] = load_ns
            yield line


async def _answer(node: Node, question: Question, loaded: Loaded) -> AsyncIterator[Line]:
    clock, speeds, faults = node.clock, node.speeds_for(question.model), node.faults
    whole = tokens_of(question.prompt)
    # what does not fit goes without a word, from the front
    prompt = whole[-min(loaded.context, faults.truncate_prompt_to or loaded.context) :]
    # the last token is always evaluated: from it comes the first of the answer
    cached = _common(prompt[:-1], loaded.cached) if node.prompt_cache else 0
    prefill_s = (len(prompt) - cached) / speeds.prefill_rate * _hindered(node, speeds)
    await clock.sleep(prefill_s + speeds.first_token_s)
    loaded.cached = list(prompt)
    count, reason = _length(node, question)
    decode_ns, words = 0, list[str]()
    for n in range(count):
        if n:
            token_s = 1 / speeds.decode_rate * _hindered(node, speeds)
            await clock.sleep(token_s)
            decode_ns += round(token_s * 1e9)
        if faults.mid_stream_error is not None and n == 2:
            yield {"error": faults.mid_stream_error}
            return
        word = WORDS[node.random.randrange(len(WORDS))]
        words.append(word)
        loaded.cached.append(word)
        yield _chunk(node, question, f" {word}", thinking=question.thinks and n < count // 2)
    if faults.missing_done:
        return
    last = _chunk(node, question, "") | {"done": True, "done_reason": reason}
    if not question.chat and not question.raw:
        last["context"] = [zlib.crc32(word.encode()) % VOCABULARY for word in (*whole, *words)]
    if node.profile.counts_cached_prompt and cached:
        last["prompt_eval_cached_count"] = cached
    yield last | {
        "prompt_eval_count": len(prompt),
        "prompt_eval_duration": round(prefill_s * 1e9),
        "eval_count": count,
        "eval_duration": max(decode_ns, 1),
    }


def _length(node: Node, question: Question) -> tuple[int, str]:
    """How many tokens there will be, and why no more. A limit of 0 or less is none."""
    end = node.faults.stop_early_at
    limit = question.options.get("num_predict")
    if isinstance(limit, int | float) and limit >= 1 and (end is None or limit <= end):
        return int(limit), "length"
    return node.answer_tokens if end is None else end, "stop"


def _common(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _hindered(node: Node, speeds: Speeds) -> float:
    """How many times as long as by its rate something takes just now: heat, throttling, jitter."""
    age_s = (node.clock.ns() - node.started_ns) / 1e9
    rate = max(0.05, 1 - speeds.drift_per_s * age_s) * node.faults.throttled_to
    return max(0.0, node.random.gauss(1.0, speeds.jitter)) / rate
