"""Records as Ollama would make them: only the numbers that matter are named in a test."""

from typing import Any

from obt.measure.record import Chunk, Counters, Record

MS = 1_000_000
START = 5_000 * MS  #: The client's clock begins anywhere


def chunks(*stamps_ms: float, kind: Any = "content") -> tuple[Chunk, ...]:
    """Text at these times after the request went out, then the empty last line 1 ms later."""
    texts = [Chunk(START + round(ms * MS), kind) for ms in stamps_ms]
    last = START + round((max(stamps_ms, default=0) + 1) * MS)
    return (*texts, Chunk(last, "empty"))


def counters(**told: int) -> Counters:
    """A warm reply: 20 prompt tokens in 40 ms, 5 tokens in 80 ms, 130 ms in all."""
    usual = {
        "total_duration": 130 * MS,
        "load_duration": 5 * MS,
        "prompt_eval_count": 20,
        "prompt_eval_cached_count": 0,
        "prompt_eval_duration": 40 * MS,
        "eval_count": 5,
        "eval_duration": 80 * MS,
    }
    return Counters.of({**usual, **told})


def record(**changes: Any) -> Record:
    """Sent, first text after 50 ms, four more 20 ms apart, done after 131 ms."""
    usual: dict[str, Any] = {
        "sent_ns": START,
        "chunks": chunks(50, 70, 90, 110, 130),
        "done": True,
        "done_reason": "length",
        "counters": counters(),
        "engine": "gguf",
    }
    return Record(**{**usual, **changes})
