"""From stamped bytes to a record, once the reply has ended."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from obt.client.benchmarks.wire import Raw
from obt.measure.record import Api, Chunk, ChunkKind, Counters, Engine, Record

MAX_ERROR = 500


@dataclass(frozen=True)
class Sent:
    """What was known of a request when it went out."""

    api: Api
    engine: Engine = "unknown"
    version: str | None = None  #: Of Ollama
    cold: bool = False
    texts: int | None = None
    shared_prefix_tokens: int | None = None


@dataclass(frozen=True)
class Reply:
    record: Record
    text: str = ""  #: The answer, without thinking
    status: int | None = None
    broken: bool = False  #: The connection broke, or there was none


def read(raw: Raw, sent: Sent) -> Reply:
    found = _Found()
    try:
        if raw.status is not None and raw.status >= 400:
            found.error = _said(_whole(raw), raw.status)
        elif sent.api == "embed":
            _embed(raw, found)
        else:
            _stream(raw, sent.api, found)
    except ValueError as problem:  # JSON's and Unicode's are ValueErrors
        found.error = f"not what Ollama would answer: {problem}"
    error = found.error or raw.broken
    record = Record(
        api=sent.api,
        sent_ns=raw.sent_ns,
        chunks=tuple(found.chunks),
        done=found.done and error is None,
        done_reason=found.reason,
        error=error[:MAX_ERROR] if error is not None else None,
        counters=Counters.of(found.final, sent.version) if found.done else Counters(),
        engine=sent.engine,
        cold=sent.cold,
        texts=sent.texts,
        shared_prefix_tokens=sent.shared_prefix_tokens,
    )
    return Reply(record, "".join(found.text), raw.status, broken=raw.broken is not None)


class _Found:
    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.text: list[str] = []
        self.final: dict[str, Any] = {}
        self.done = False
        self.reason: str | None = None
        self.error: str | None = None


def lines(pieces: list[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Each line with the stamp of the bytes that ended it."""
    rest, at = b"", 0
    for at, piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            if line.strip():
                yield at, line
    if rest.strip():
        yield at, rest


def _stream(raw: Raw, api: Api, found: _Found) -> None:
    for at, line in lines(raw.pieces):
        item = _object(line)
        if "error" in item:
            found.error = str(item["error"])
            return
        kind, text = _content(item, api)
        found.chunks.append(Chunk(at, kind))
        found.text.append(text)
        if item.get("done") is True:
            found.done, found.final = True, item
            reason = item.get("done_reason")
            found.reason = reason if isinstance(reason, str) else None


def _content(item: dict[str, Any], api: Api) -> tuple[ChunkKind, str]:
    said = item.get("message") if api == "chat" else item
    said = said if isinstance(said, dict) else {}
    text = said.get("content" if api == "chat" else "response")
    if isinstance(text, str) and text:
        return "content", text
    return ("thinking" if said.get("thinking") else "empty"), ""


def _embed(raw: Raw, found: _Found) -> None:
    body = _whole(raw)
    # a batch of vectors is megabytes of numbers that nobody here looks at
    begin, end = body.find(b'"embeddings":['), body.rfind(b"]]")
    if 0 <= begin < end:
        body = body[:begin] + b'"embeddings":[]' + body[end + 2 :]
    item = _object(body)
    if "error" in item:
        found.error = str(item["error"])
    elif raw.pieces and "embeddings" in item:
        found.chunks.append(Chunk(raw.pieces[-1][0], "empty"))
        found.done, found.final = True, item


def _whole(raw: Raw) -> bytes:
    return b"".join(piece for _, piece in raw.pieces)


def _object(line: bytes) -> dict[str, Any]:
    item = json.loads(line)
    if not isinstance(item, dict):
        raise ValueError("no JSON object")
    return item


def _said(body: bytes, status: int) -> str:
    try:
        said = _object(body).get("error")
    except ValueError:
        said = None
    words = said if isinstance(said, str) else body.decode(errors="replace")
    return f"{' '.join(words.split())} (HTTP {status})"
