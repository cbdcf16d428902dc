"""Models and blobs of one simulated node. Pure: no clock, no network; digests are true SHA-256."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from obt.simulate.ollama.catalogue import Entry
from obt.simulate.ollama.names import Name

MEDIA = "application/vnd.ollama.image."
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"


@dataclass(frozen=True)
class Layer:
    media_type: str
    digest: str  #: `sha256:` and 64 hex digits
    size: int

    def json(self) -> dict[str, Any]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": self.size}


@dataclass(frozen=True)
class Texts:
    """What a Modelfile can say beside FROM."""

    template: str = ""
    system: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    licenses: tuple[str, ...] = ()

    def blobs(self) -> list[tuple[str, bytes]]:
        """Media type and bytes, in Ollama's order."""
        said = [("template", self.template), ("system", self.system)]
        said += [("license", text) for text in self.licenses]
        said.append(("params", json.dumps(self.parameters) if self.parameters else ""))
        return [(MEDIA + kind, text.encode()) for kind, text in said if text]


@dataclass(frozen=True)
class Model:
    name: Name
    entry: Entry
    layers: tuple[Layer, ...]  #: The weights first
    config: Layer
    modified_at: datetime
    texts: Texts
    manifest: bytes
    parent: str = ""  #: What it was created from
    data: dict[str, bytes] = field(default_factory=dict)  #: Of the small layers, by digest

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.manifest).hexdigest()

    @property
    def size(self) -> int:
        return sum(layer.size for layer in self.blobs)

    @property
    def blobs(self) -> tuple[Layer, ...]:
        return (*self.layers, self.config)


def sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def manifest_of(layers: tuple[Layer, ...], config: Layer) -> bytes:
    """As Ollama itself writes one."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.json(),
        "layers": [layer.json() for layer in layers],
    }
    return json.dumps(manifest, separators=(",", ":")).encode()


def build(
    name: Name,
    entry: Entry,
    at: datetime,
    texts: Texts | None = None,
    weights: Layer | None = None,
    parent: str = "",
) -> Model:
    """A model whose weights are a claim of the entry's size, unless given as a layer."""
    if texts is None:
        licenses = (entry.license,) if entry.license else ()
        texts = Texts(template="{{ .Prompt }}", licenses=licenses)
    if weights is None:
        digest = sha256(f"weights of {entry.name}".encode())
        weights = Layer(MEDIA + "model", digest, entry.size)
    described = {
        "model_format": "gguf",
        "model_family": entry.family,
        "model_type": entry.parameters,
        "file_type": entry.quantization,
        "rootfs": {"type": "layers", "diff_ids": [weights.digest]},
    }
    blobs = [*texts.blobs(), (CONFIG, json.dumps(described).encode())]
    data = {sha256(content): content for _, content in blobs}
    *more, config = [Layer(kind, sha256(content), len(content)) for kind, content in blobs]
    layers = (weights, *more)
    manifest = manifest_of(layers, config)
    return Model(name, entry, layers, config, at, texts, manifest, parent, data)


def _file(folder: Path, digest: str) -> Path:
    return folder / "blobs" / digest.replace(":", "-")


class Store:
    """`folder`, where given, gets the files that a real node would have there."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._models: dict[str, Model] = {}
        self._sizes: dict[str, int] = {}

    # models

    def all(self) -> list[Model]:
        """Newest first."""
        return sorted(self._models.values(), key=lambda model: model.modified_at, reverse=True)

    def get(self, name: Name) -> Model | None:
        return self._models.get(name.key)

    def put(self, model: Model) -> None:
        """It and its blobs are here; of the weights nobody will read a byte."""
        for layer in model.blobs:
            self._sizes.setdefault(layer.digest, layer.size)
        for digest, data in model.data.items():
            self.keep(digest, data)
        self._models[model.name.key] = model
        if self.folder:
            file = self.folder.joinpath("manifests", *self._path(model.name))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(model.manifest)

    def remove(self, name: Name) -> None:
        """With the blobs that no other model needs."""
        gone = self._models.pop(name.key)
        if self.folder:
            self.folder.joinpath("manifests", *self._path(name)).unlink(missing_ok=True)
        needed = {layer.digest for model in self._models.values() for layer in model.blobs}
        for layer in gone.blobs:
            if layer.digest in needed:
                continue
            self._sizes.pop(layer.digest, None)
            if self.folder:
                _file(self.folder, layer.digest).unlink(missing_ok=True)

    def copy(self, model: Model, to: Name, at: datetime) -> None:
        self.put(replace(model, name=to, modified_at=at))

    # blobs

    def keep(self, digest: str, data: bytes) -> None:
        self.claim(digest, len(data))
        if self.folder:
            file = _file(self.folder, digest)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def claim(self, digest: str, size: int) -> None:
        """It is here, but nobody will read its bytes."""
        self._sizes[digest] = size

    def size(self, digest: str) -> int | None:
        """Of a blob; None = it is not here."""
        return self._sizes.get(digest)

    def has(self, digest: str) -> bool:
        return digest in self._sizes

    @staticmethod
    def _path(name: Name) -> tuple[str, str, str, str]:
        return name.host, name.namespace, name.model, name.tag
