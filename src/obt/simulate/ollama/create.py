"""Create: from another model, or from a file that was uploaded as a blob."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from obt.simulate.ollama.catalogue import Entry, unlisted
from obt.simulate.ollama.names import Name, parse
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reply import Line
from obt.simulate.ollama.request import is_digest
from obt.simulate.ollama.store import MEDIA, Layer, Model, Texts, build, sha256
from obt.simulate.ollama.transfer import pull

QUANTIZATIONS = ("F32", "F16", "Q4_K_S", "Q4_K_M", "Q8_0")


@dataclass(frozen=True)
class Origin:
    """What it is made from: a model here, or one to pull, or a file."""

    model: Model | None
    name: Name | None
    digest: str | None  #: As sent


def origin(node: Node, source: str | None, files: dict[str, str]) -> Origin | None:
    """None: none was said, or its name is no name."""
    if source:
        name = parse(source)
        return Origin(node.store.get(name), name, None) if name else None
    return Origin(None, None, next(iter(files.values()))) if files else None


async def create(node: Node, name: Name, made_from: Origin, body: Line) -> AsyncIterator[Line]:
    """A missing base is pulled, as a real Ollama does. `body` is that of the request."""
    base = made_from.model
    if made_from.digest is not None:
        yield {"status": "parsing GGUF"}
        try:
            base = _from_file(node, name, made_from.digest)
        except ValueError as problem:
            yield {"error": str(problem)}
            return
    elif base is None and made_from.name is not None:
        async for line in pull(node, made_from.name, insecure=False):
            yield line
            if "error" in line:
                for after in _hollow(node, name) if node.profile.hollow_create else ():
                    yield after
                return
        base = node.store.get(made_from.name)
    if base is None:
        yield {"error": "file does not exist"}
        return
    for line in _written(node, name, base, body):
        yield line


def _written(node: Node, name: Name, base: Model, body: Line) -> list[Line]:
    template = str(body.get("template") or "")
    if template.count("{{") != template.count("}}"):
        return [{"error": "template error: template: :1: unclosed action", "status": 400}]
    entry, weights, lines = base.entry, base.layers[0], list[Line]()
    if wanted := str(body.get("quantize") or "").upper():
        if problem := _unquantizable(entry.quantization, wanted):
            return [{"error": problem}]
        lines.append({"status": f"quantizing {entry.quantization} model to {wanted}"})
        entry = replace(entry, quantization=wanted, size=entry.size // 3)
        weights = Layer(
            weights.media_type, sha256(f"{weights.digest} as {wanted}".encode()), entry.size
        )
    texts = _texts(base.texts, body)
    file = f"/models/blobs/{weights.digest.replace(':', '-')}"
    parent = base.name.shown if body.get("from") else file
    made = build(name, entry, node.clock.now(), texts, weights, parent)
    for layer in made.layers:
        verb = "using existing" if node.store.has(layer.digest) else "creating new"
        lines.append({"status": f"{verb} layer {layer.digest}"})
    node.store.put(made)
    return [*lines, {"status": "writing manifest"}, {"status": "success"}]


def _hollow(node: Node, name: Name) -> list[Line]:
    """A model of nothing, as 0.9.3 makes one: it is listed, and cannot be run."""
    nothing = Entry(name.shown, "", "", "", 0, 0, 0, capabilities=())
    weights = Layer(MEDIA + "model", sha256(b""), 0)
    node.store.put(build(name, nothing, node.clock.now(), Texts(), weights))
    return [{"status": "writing manifest"}, {"status": "success"}]


def _from_file(node: Node, name: Name, digest: str) -> Model:
    """Raises ValueError with Ollama's text."""
    if not is_digest(digest):
        raise ValueError("invalid digest format")
    size = node.store.size(digest)
    if size is None:
        path = f"/models/blobs/{digest.replace(':', '-')}"
        raise ValueError(f"open {path}: no such file or directory")
    known = (it for it in node.store.all() if it.layers[0].digest == digest)
    entry = next((it.entry for it in known), unlisted(name.shown, size))
    weights = Layer(MEDIA + "model", digest, size)
    texts = Texts(template="{{ .Prompt }}")
    return build(name, entry, node.clock.now(), texts, weights)


def _texts(base: Texts, body: Line) -> Texts:
    """The base's, and what is said differently."""
    said = {key: body[key] for key in ("system", "template") if isinstance(body.get(key), str)}
    given = body.get("license") or []
    licenses = (given,) if isinstance(given, str) else tuple(given)
    parameters = base.parameters | (body.get("parameters") or {})
    texts = replace(base, **said, parameters=parameters)
    return replace(texts, licenses=licenses) if licenses else texts


def _unquantizable(now: str, wanted: str) -> str | None:
    if wanted not in QUANTIZATIONS:
        return (
            f"unsupported quantization type {wanted} - "
            f"supported types are {', '.join(QUANTIZATIONS)}"
        )
    if now not in ("F16", "F32"):
        return "quantization is only supported for F16 and F32 models"
    return None
