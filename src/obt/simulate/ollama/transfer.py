"""Pull, push and create: streams of progress."""

from collections.abc import AsyncIterator

import httpx

from obt.simulate.ollama.catalogue import CATALOGUE, Entry
from obt.simulate.ollama.names import HOST, Name
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reply import Line
from obt.simulate.ollama.store import MANIFEST, MEDIA, Layer, Model

MEGABYTE = 1_000_000


async def pull(node: Node, name: Name, text: str) -> AsyncIterator[Line]:
    yield {"status": "pulling manifest"}
    if node.faults.pull_error is not None:
        yield {"error": node.faults.pull_error}
        return
    if name.host != HOST:
        async for line in _pull_over_http(node, name):
            yield line
        return
    entry = CATALOGUE.get(name.shown)
    if entry is None:
        yield {"error": "pull model manifest: file does not exist"}
        return
    model = node.store.build(name, entry, node.clock.now())
    weights = model.layers[0]
    async for line in _layer(node, weights):
        yield line
        if "error" in line:
            return
    yield {"status": "verifying sha256 digest"}
    yield {"status": "writing manifest"}
    node.store.put(model)
    yield {"status": "success"}


async def _layer(node: Node, layer: Layer) -> AsyncIterator[Line]:
    """Progress of one layer; what was broken off goes on where it was."""
    line: Line = {
        "status": f"pulling {layer.digest[7:19]}",
        "digest": layer.digest,
        "total": layer.size,
    }
    done = node.store.partial.get(layer.digest, 0)
    yield line | ({"completed": done} if done else {})
    while done < layer.size:
        await node.clock.sleep(node.speeds.event_s)
        done = min(layer.size, done + max(1, int(node.speeds.pull_rate * node.speeds.event_s)))
        node.store.partial[layer.digest] = done
        yield line | {"completed": done}
        if node.faults.no_space and done > MEGABYTE:
            yield {"error": f"write /models/blobs/{layer.digest}: no space left on device"}
            return
    node.store.partial.pop(layer.digest, None)
    node.store.claim(layer)


async def _pull_over_http(node: Node, name: Name) -> AsyncIterator[Line]:
    """From a registry on plain HTTP, with the requests that a real one makes, in their order."""
    base = f"http://{name.host}/v2/{name.namespace}/{name.model}"
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        url = f"{base}/manifests/{name.tag}"
        try:
            reply = await http.get(url, headers={"accept": MANIFEST})
        except httpx.TransportError as problem:
            text = str(problem) or "connect: connection refused"
            yield {"error": f'pull model manifest: Get "{url}": {text}'}
            return
        if reply.status_code == 404:
            yield {"error": "pull model manifest: file does not exist"}
            return
        if reply.status_code >= 400:
            yield {"error": f"pull model manifest: {reply.status_code}: {reply.text}"}
            return
        manifest = reply.json()
        layers = [
            Layer(it["mediaType"], it["digest"], it["size"])
            for it in (*manifest["layers"], manifest["config"])
        ]
        for layer in layers:
            status = {"status": f"pulling {layer.digest[7:19]}", "digest": layer.digest}
            yield status | {"total": layer.size}
            if not node.store.has(layer.digest):
                data = await _blob(http, f"{base}/blobs/{layer.digest}", layer.size)
                if isinstance(data, str):
                    yield {"error": data}
                    return
                node.store.keep(layer.digest, data)
            yield status | {"total": layer.size, "completed": layer.size}
        yield {"status": "verifying sha256 digest"}
        yield {"status": "writing manifest"}
        entry = Entry(name.shown, "llama", "1.0B", "Q4_K_M", layers[0].size, 8192, 2048)
        node.store.put(
            Model(name, entry, tuple(layers[:-1]), layers[-1], node.clock.now(), {}, reply.content)
        )
        yield {"status": "success"}


async def _blob(http: httpx.AsyncClient, url: str, size: int) -> bytes | str:
    """The bytes, or the error's text."""
    await http.head(url)
    first = await http.get(url)
    if first.status_code not in (200, 307) or "location" not in first.headers:
        return "http: no Location header in response"
    target = str(httpx.URL(url).join(first.headers["location"]))
    reply = await http.get(target, headers={"range": f"bytes=0-{size - 1}"})
    return (
        reply.content if len(reply.content) == size else "digest mismatch, file must be downloaded"
    )


async def push(node: Node, name: Name, model: Model | None) -> AsyncIterator[Line]:
    yield {"status": "retrieving manifest"}
    if model is None:
        yield {"status": "couldn't retrieve manifest"}
        path = f"{name.host}/{name.namespace}/{name.model}/{name.tag}"
        yield {"error": f"open /models/manifests/{path}: no such file or directory"}
        return
    for layer in (*model.layers, model.config):
        line = {
            "status": f"pushing {layer.digest[7:19]}",
            "digest": layer.digest,
            "total": layer.size,
        }
        await node.clock.sleep(layer.size / node.speeds.pull_rate)
        yield line | {"completed": layer.size}
    yield {"status": "pushing manifest"}
    yield {"status": "success"}


async def create(node: Node, name: Name, base: Model, texts: dict[str, str]) -> AsyncIterator[Line]:
    """From another model: its weights, and what is said differently."""
    weights = base.layers[0]
    yield {"status": f"using existing layer {weights.digest}"}
    made = node.store.build(name, base.entry, node.clock.now(), base.texts | texts, weights=weights)
    for layer in made.layers[1:]:
        kind = layer.media_type.removeprefix(MEDIA)
        there = "using existing" if base.texts.get(kind) == made.texts.get(kind) else "creating new"
        yield {"status": f"{there} layer {layer.digest}"}
    yield {"status": "writing manifest"}
    node.store.put(made)
    yield {"status": "success"}
