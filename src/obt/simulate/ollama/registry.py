"""A pull over HTTP, with the requests that a real Ollama makes, in their order."""

import json
from collections.abc import AsyncIterator

import httpx

from obt.simulate.ollama.catalogue import Entry, unlisted
from obt.simulate.ollama.names import Name
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reply import Line
from obt.simulate.ollama.store import MANIFEST, MEDIA, Layer, Model, Texts, manifest_of


async def pull_over_http(node: Node, name: Name, *, insecure: bool) -> AsyncIterator[Line]:
    """Plain HTTP where `insecure`; the registries of tests speak nothing else."""
    base = f"{'http' if insecure else 'https'}://{name.host}/v2/{name.namespace}/{name.model}"
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
        *layers, config = [
            Layer(it["mediaType"], it["digest"], it["size"])
            for it in (*manifest["layers"], manifest["config"])
        ]
        data: dict[str, bytes] = {}
        for layer in (*layers, config):
            line: Line = {
                "status": f"pulling {layer.digest[7:19]}",
                "digest": layer.digest,
                "total": layer.size,
            }
            yield line
            if not node.store.has(layer.digest):
                got = await _blob(http, f"{base}/blobs/{layer.digest}", layer.size)
                if isinstance(got, str):
                    yield {"error": got}
                    return
                data[layer.digest] = got
                node.store.keep(layer.digest, got)
            yield line | {"completed": layer.size}
        yield {"status": "verifying sha256 digest"}
        yield {"status": "writing manifest"}
        written = reply.content
        if not node.profile.keeps_manifest:
            written = manifest_of(tuple(layers), config)
        node.store.put(
            Model(
                name=name,
                entry=_entry(name, layers[0].size, data.get(config.digest, b"{}")),
                layers=tuple(layers),
                config=config,
                modified_at=node.clock.now(),
                texts=_texts(layers, data),
                manifest=written,
            )
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


def _entry(name: Name, size: int, config: bytes) -> Entry:
    """As far as the config says what it is."""
    entry = unlisted(name.shown, size)
    try:
        said = json.loads(config)
    except ValueError:
        return entry
    if not isinstance(said, dict):
        return entry
    return Entry(
        name=entry.name,
        family=said.get("model_family", entry.family),
        parameters=said.get("model_type", entry.parameters),
        quantization=said.get("file_type", entry.quantization),
        size=size,
        context=entry.context,
        embedding=entry.embedding,
    )


def _texts(layers: list[Layer], data: dict[str, bytes]) -> Texts:
    said: dict[str, list[str]] = {}
    for layer in layers:
        kind = layer.media_type.removeprefix(MEDIA)
        if kind in ("template", "system", "license", "params") and layer.digest in data:
            said.setdefault(kind, []).append(data[layer.digest].decode(errors="replace"))
    return Texts(
        template="".join(said.get("template", [])),
        system="".join(said.get("system", [])),
        parameters=json.loads(said["params"][0]) if "params" in said else {},
        licenses=tuple(said.get("license", [])),
    )
