"""What was seen of one request: the client's stamps and Ollama's own final fields.

Both clocks are kept apart. Stamps are `time.perf_counter_ns` of the process beside Ollama, taken
when bytes arrive and before they are parsed; they are only ever compared with each other. Ollama's
durations are nanoseconds of Ollama's clock, and are compared with the stamps only as lengths.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field

from obt.measure.frozen import Frozen

Api = Literal["generate", "chat", "embed"]
Engine = Literal["gguf", "mlx", "unknown"]
ChunkKind = Literal["content", "thinking", "empty"]
Nanoseconds = Annotated[int, Field(strict=True)]
Positive = Annotated[int, Field(strict=True, gt=0)]
NotNegative = Annotated[int, Field(strict=True, ge=0)]

#: First Ollama that tells how much of a prompt came from its cache (docs.ollama.com/api/usage).
CACHED_COUNT_SINCE = (0, 33, 3)


class Chunk(NamedTuple):
    """One line of the stream. The last line, usually without text, is a chunk too."""

    at_ns: Nanoseconds
    kind: ChunkKind  #: `content` where a line carries both an answer and thinking


class Counters(Frozen):
    """The final fields of a reply (ns and tokens). Ollama leaves out what is zero: `None`."""

    total_duration: Positive | None = None
    load_duration: Positive | None = None
    prompt_eval_count: Positive | None = None  #: Whole prompt, cached tokens included
    prompt_eval_cached_count: NotNegative | None = None  #: 0 is a value; `None` = not told
    prompt_eval_duration: Positive | None = None  #: Of the tokens that were not cached
    eval_count: Positive | None = None  #: Thinking included
    eval_duration: Positive | None = None

    @classmethod
    def of(cls, final: Mapping[str, object], ollama_version: str | None = None) -> Self:
        """From the JSON object of the last line; other fields are ignored.

        A missing cached count means none cached from Ollama 0.33.3 on, and is unknown before.
        """
        told = {name: _count(final.get(name)) for name in cls.model_fields}
        cached = final.get("prompt_eval_cached_count")
        if _is_count(cached) or reports_cached(ollama_version):
            told["prompt_eval_cached_count"] = cached if _is_count(cached) else 0
        return cls(**told)


class Record(Frozen):
    """One measured request, as sent from the client to the server and stored for good."""

    api: Api = "generate"
    sent_ns: Nanoseconds
    chunks: tuple[Chunk, ...] = ()  #: In order of arrival; an embed reply is one `empty` chunk
    done: bool = False  #: The final line (`done: true`, or a whole embed reply) arrived
    done_reason: str | None = None
    error: str | None = None  #: Why there is no reply, in words
    counters: Counters = Counters()
    engine: Engine = "unknown"
    cold: bool = False  #: First request after an unload that was seen to have happened
    texts: Positive | None = None  #: Batch size of an embed request
    shared_prefix_tokens: NotNegative | None = None
    """Most leading tokens this prompt shares with an earlier one: 0 = differs from its first."""

    @property
    def first_text_ns(self) -> int | None:
        return next((chunk.at_ns for chunk in self.chunks if chunk.kind != "empty"), None)

    @property
    def first_answer_ns(self) -> int | None:
        return next((chunk.at_ns for chunk in self.chunks if chunk.kind == "content"), None)

    @property
    def e2e_ns(self) -> int | None:
        """Last chunk - request sent; `None` if the reply did not come to its end."""
        return self.chunks[-1].at_ns - self.sent_ns if self.done and self.chunks else None


def engine_of(model_format: str | None) -> Engine:
    """Who times the tokens, by the model's format in `/api/tags` (`gguf`, `safetensors`)."""
    known: dict[str | None, Engine] = {"gguf": "gguf", "safetensors": "mlx"}
    return known.get(model_format, "unknown")


def reports_cached(ollama_version: str | None) -> bool:
    """Whether this Ollama tells cached prompt tokens. A version that cannot be read does not."""
    parts = re.match(r"v?(\d+)\.(\d+)\.(\d+)", ollama_version or "")
    return parts is not None and tuple(map(int, parts.groups())) >= CACHED_COUNT_SINCE


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _count(value: object) -> object:
    return value if _is_count(value) and value != 0 else None
