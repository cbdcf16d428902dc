"""A transfer against the same pull from a plain HTTP server, in turn, on two real nodes."""

import asyncio
import hashlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from bench.budget import Line, at_least, tells
from bench.programs import free_port, real_ollama
from obt.client.transfer import files
from obt.client.transfer.http import CHUNK
from obt.client.transfer.rate import RateLimit
from obt.client.transfer.registry import HttpUpstream, LoopbackRegistry
from obt.client.transfer.source import Source
from obt.wire.transfer import TransferOpen

PAIRS = 5
CAPABILITY = "bench"


class Plain:
    """Files straight from the disk: what a plain HTTP server over the models folder does."""

    def __init__(self, found: files.ModelFiles) -> None:
        self._found = found

    def manifest(self) -> bytes:
        return self._found.manifest

    def read(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        with self._found.path(digest).open("rb") as file:
            file.seek(start)
            left = end - start
            while left > 0 and (data := file.read(min(CHUNK, left))):
                left -= len(data)
                yield data

    def close(self) -> None:
        pass


def pull(node: Any, registry: LoopbackRegistry) -> float:
    """Seconds. The model is deleted afterwards, so that the next pull begins anew."""
    began = time.perf_counter()
    last = node.ask("POST", "/api/pull", {"model": registry.name, "insecure": True})
    took = time.perf_counter() - began
    assert last == {"status": "success"}, last
    node.ask("DELETE", "/api/delete", {"model": registry.name})
    registry.close()
    return took


def run() -> list[Line]:
    return asyncio.run(_run())


async def _refuse(*_: object) -> None:
    raise AssertionError("the direct path is measured")


async def _run() -> list[Line]:
    real_ollama.install()
    model: str = real_ollama.MODEL
    with tempfile.TemporaryDirectory() as folder:
        nodes = [real_ollama.Node(free_port(), Path(folder) / f"node-{n}") for n in (1, 2)]
        for node in nodes:
            node.start()
        source_node, target = nodes
        source_node.furnish(model)
        found = files.find(source_node.models, model)
        source = Source(lambda: source_node.models, "127.0.0.1", lambda _: None, _refuse)
        order = TransferOpen(
            transfer_id=uuid4(),
            model=model,
            capability_hash=hashlib.sha256(CAPABILITY.encode()).hexdigest(),
            expires_s=3600,
        )
        opened = await source.open(order)
        assert opened.url is not None

        def both() -> tuple[float, float]:
            plain = pull(target, LoopbackRegistry(model, Plain(found), RateLimit(None)))
            upstream = HttpUpstream(str(opened.url), CAPABILITY, trust_env=False)
            ours = pull(target, LoopbackRegistry(model, upstream, RateLimit(None)))
            return plain, ours

        pairs = [await asyncio.to_thread(both) for _ in range(PAIRS)]
        source.stop()
        for node in nodes:
            node.stop()
    ratio = median(plain / ours for plain, ours in pairs)
    size = sum(found.sizes.values()) / 1e6
    ours = median(ours for _, ours in pairs)
    return [
        at_least("transfer", "speed, against a plain HTTP server", ratio, 0.8, "of its speed"),
        tells(
            "transfer", f"{size:.0f} MB, verified by Ollama", f"{ours:.2f} s (median of {PAIRS})"
        ),
    ]
