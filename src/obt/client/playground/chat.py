"""One prompt's request: streamed, stamped, and summed up when it is over."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any, Protocol

from obt.client.jobs.failure import JobFailedError, failed
from obt.measure.metrics import metrics_of
from obt.measure.record import Chunk, ChunkKind, Counters, Record, engine_of
from obt.wire.jobs import JobError
from obt.wire.playground import PlaygroundEnd, PlaygroundStart

NS = 1e-9
MAX_REASON = 500


class Asking(Protocol):
    """`obt.client.jobs.calls.Calls`, as far as it is needed here."""

    def stream(self, path: str, body: object) -> AsyncIterator[dict[str, Any]]: ...


class Chat:
    """`version` is Ollama's, `model_format` the model's: what counters mean depends on them.

    `said` is called with (text, thinking) of every line that has some.
    """

    def __init__(
        self,
        order: PlaygroundStart,
        version: str | None,
        model_format: str | None,
        said: Callable[[str, str], None],
        now_ns: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self.stream_id = order.stream_id
        self._order = order
        self._version = version
        self._format = model_format
        self._said = said
        self._now_ns = now_ns
        self._chunks: list[Chunk] = []
        self._final: dict[str, Any] = {}
        self._sent_ns = now_ns()
        self.pieces = 0
        self.ttft_s: float | None = None

    @property
    def elapsed_s(self) -> float:
        """Request sent to the last line."""
        return (self._chunks[-1].at_ns - self._sent_ns) * NS if self._chunks else 0.0

    async def ask(self, calls: Asking) -> None:
        """Raises JobFailedError."""
        wanted = {"model", "messages", "options", "think", "keep_alive"}
        body = self._order.model_dump(
            mode="json", include=wanted, exclude_none=True, exclude_defaults=True
        )
        self._sent_ns = self._now_ns()
        async with aclosing(calls.stream("/api/chat", body)) as lines:  # type: ignore[type-var]
            async for line in lines:
                self._take(line)
                if line.get("done") is True:
                    self._final = line
                    return
        raise failed("interrupted", "Ollama ended its answer in the middle.", retryable=True)

    def end(self, *, stopped: bool = False, error: JobError | None = None) -> PlaygroundEnd:
        """What there is to say of it, however it ended."""
        counters = Counters.of(self._final, self._version) if self._final else Counters()
        reason = self._final.get("done_reason")
        record = Record(
            api="chat",
            sent_ns=self._sent_ns,
            chunks=tuple(self._chunks),
            done=bool(self._final),
            counters=counters,
            engine=engine_of(self._format),
        )
        return PlaygroundEnd(
            stream_id=self._order.stream_id,
            done_reason=_text(reason)[:MAX_REASON] if reason else None,
            stopped=stopped,
            error=error,
            counters=counters.model_dump(exclude_none=True),
            metrics=dict(metrics_of(record).values),
        )

    def _take(self, line: dict[str, Any]) -> None:
        at_ns = self._now_ns()
        message = line.get("message")
        told = message if isinstance(message, dict) else {}
        text, thinking = _text(told.get("content")), _text(told.get("thinking"))
        kind: ChunkKind = "content" if text else "thinking" if thinking else "empty"
        self._chunks.append(Chunk(at_ns, kind))
        if kind != "empty":
            self.pieces += 1
            if self.ttft_s is None:
                self.ttft_s = self.elapsed_s
            self._said(text, thinking)


async def run(chat: Chat, calls: Asking) -> PlaygroundEnd:
    try:
        await chat.ask(calls)
        return chat.end()
    except JobFailedError as broken:
        return chat.end(error=broken.error)
    except ValueError as odd:  # numbers that are none
        garbage = failed("ollama_garbage", f"This is no answer of an Ollama: {odd}")
        return PlaygroundEnd(stream_id=chat.stream_id, error=garbage.error)


def _text(value: object) -> str:
    """Half a surrogate pair is no text that could be sent on."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""
