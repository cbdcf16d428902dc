"""Pull and push: streams of progress."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from obt.simulate.ollama.catalogue import CATALOGUE
from obt.simulate.ollama.names import HOST, Name
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.registry import pull_over_http
from obt.simulate.ollama.reply import Line
from obt.simulate.ollama.store import Layer, Model, build

MEGABYTE = 1_000_000


async def pull(node: Node, name: Name, *, insecure: bool) -> AsyncIterator[Line]:
    """From the simulated registry, or over HTTP from one that the name says.

    Closed early, it keeps the bytes it has, and the next one goes on there.
    """
    yield {"status": "pulling manifest"}
    if node.faults.pull_error is not None:
        yield {"error": node.faults.pull_error}
        return
    if name.host != HOST:
        async for line in pull_over_http(node, name, insecure=insecure):
            yield line
        return
    entry = CATALOGUE.get(name.shown)
    if entry is None:
        yield {"error": "pull model manifest: file does not exist"}
        return
    model = build(name, entry, node.clock.now())
    for layer in model.blobs:
        async with contextlib.aclosing(_layer(node, layer)) as lines:
            async for line in lines:
                yield line
                if "error" in line:
                    return
    yield {"status": "verifying sha256 digest"}
    yield {"status": "writing manifest"}
    node.store.put(model)
    yield {"status": "success"}


async def _layer(node: Node, layer: Layer) -> AsyncGenerator[Line]:
    """Progress of one layer. Whoever pulls it at the same time shares the one download."""
    line: Line = {
        "status": f"pulling {layer.digest[7:19]}",
        "digest": layer.digest,
        "total": layer.size,
    }
    if node.store.has(layer.digest):
        yield line | {"completed": layer.size}
        return
    rate = node.speeds.pull_rate
    with node.downloads.join(layer.digest, layer.size, rate) as download:
        done = download.done()
        yield line | ({"completed": done} if done else {})
        while done < layer.size:
            await node.clock.sleep(node.speeds.event_s)
            done = download.done()
            yield line | {"completed": done}
            if node.faults.no_space and done > MEGABYTE:
                yield {"error": f"write /models/blobs/{layer.digest}: no space left on device"}
                return
        node.store.claim(layer.digest, layer.size)


async def push(node: Node, name: Name | None, model: Model | None) -> AsyncIterator[Line]:
    """To nowhere: a registry that takes everything. `name` is None where it is none."""
    yield {"status": "retrieving manifest"}
    if model is None:
        yield {"status": "couldn't retrieve manifest"}
        text = "file does not exist"
        if name:
            path = f"{name.host}/{name.namespace}/{name.model}/{name.tag}"
            text = f"open /models/manifests/{path}: no such file or directory"
        yield {"error": text}
        return
    for layer in model.blobs:
        line = {
            "status": f"pushing {layer.digest[7:19]}",
            "digest": layer.digest,
            "total": layer.size,
        }
        await node.clock.sleep(layer.size / node.speeds.pull_rate)
        yield line | {"completed": layer.size}
    yield {"status": "pushing manifest"}
    yield {"status": "success"}
