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
class Model:
    name: Name
    entry: Entry
    layers: tuple[Layer, ...]
    config: Layer
    modified_at: datetime
    texts: dict[str, str] = field(default_factory=dict)  #: system, template, parameters, license
    manifest: bytes = b""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.manifest).hexdigest()

    @property
    def size(self) -> int:
        return sum(layer.size for layer in self.layers) + self.config.size


def sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Store:
    """`folder`, where given, gets the files that a real node would have there."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._models: dict[str, Model] = {}
        self._sizes: dict[str, int] = {}
        self._data: dict[str, bytes] = {}
        self.partial: dict[str, int] = {}  #: Bytes of a pull that was broken off

    # models

    def all(self) -> list[Model]:
        """Newest first."""
        return sorted(self._models.values(), key=lambda model: model.modified_at, reverse=True)

    def get(self, name: Name) -> Model | None:
        return self._models.get(name.key)

    def put(self, model: Model) -> None:
        self._models[model.name.key] = model
        if self.folder:
            file = self.folder.joinpath("manifests", *self._path(model.name))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(model.manifest)

    def remove(self, name: Name) -> None:
        del self._models[name.key]
        if self.folder:
            self.folder.joinpath("manifests", *self._path(name)).unlink(missing_ok=True)

    def copy(self, model: Model, to: Name, at: datetime) -> None:
        self.put(replace(model, name=to, modified_at=at))

    def build(
        self,
        name: Name,
        entry: Entry,
        at: datetime,
        texts: dict[str, str] | None = None,
        weights: Layer | None = None,
    ) -> Model:
        """A model whose weights are a claim of the entry's size, unless given as a layer."""
        texts = {key: text for key, text in (texts or {}).items() if text}
        if weights is None:
            digest = sha256(f"weights of {entry.name}".encode())
            weights = Layer(MEDIA + "model", digest, entry.size)
        self.claim(weights)
        layers = [weights]
        for kind, text in texts.items():
            media = MEDIA + ("params" if kind == "parameters" else kind)
            layers.append(self.add(media, text.encode()))
        described = {
            "model_format": "gguf",
            "model_family": entry.family,
            "model_type": entry.parameters,
            "file_type": entry.quantization,
        }
        config = self.add(CONFIG, json.dumps(described).encode())
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config.json(),
            "layers": [layer.json() for layer in layers],
        }
        written = json.dumps(manifest, separators=(",", ":")).encode()
        return Model(name, entry, tuple(layers), config, at, texts, written)

    # blobs

    def add(self, media_type: str, data: bytes) -> Layer:
        layer = Layer(media_type, sha256(data), len(data))
        self.keep(layer.digest, data)
        return layer

    def keep(self, digest: str, data: bytes) -> None:
        self._sizes[digest], self._data[digest] = len(data), data
        if self.folder:
            file = self.folder / "blobs" / digest.replace(":", "-")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def claim(self, layer: Layer) -> None:
        """It is here, but nobody will read its bytes."""
        self._sizes.setdefault(layer.digest, layer.size)

    def has(self, digest: str) -> bool:
        return digest in self._sizes

    def data(self, digest: str) -> bytes | None:
        return self._data.get(digest)

    @staticmethod
    def _path(name: Name) -> tuple[str, str, str, str]:
        return name.host, name.namespace, name.model, name.tag
