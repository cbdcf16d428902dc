"""A model's files, as Ollama keeps them on disk."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from obt.client.jobs.failure import failed
from obt.client.probes.reading import Missing
from obt.wire.names import BadNameError, parse_name

FIX = (
    "Let OBT's client read it (on Linux, where Ollama is a service: add its user to the group "
    "'ollama' and make the folder readable for the group), or set OLLAMA_MODELS to the folder "
    "that this Ollama uses."
)


@dataclass(frozen=True)
class ModelFiles:
    """One model: its manifest to the byte, and its blobs."""

    manifest: bytes
    sizes: Mapping[str, int]  #: By digest, `sha256:` and 64 hex digits
    blobs: Path

    def path(self, digest: str) -> Path:
        return self.blobs / digest.replace(":", "-")


def sizes_of(manifest: bytes) -> dict[str, int]:
    """Sizes of a manifest's blobs by digest. Raises ValueError where it is none."""
    read = json.loads(manifest)
    try:
        layers = [read["config"], *read["layers"]]
        return {str(layer["digest"]): int(layer["size"]) for layer in layers}
    except (KeyError, TypeError) as error:
        raise ValueError("it is no manifest") from error


def find(folder: Path | Missing, model: str) -> ModelFiles:
    """Raises JobFailedError, which names the folder and what to do."""
    if isinstance(folder, Missing):
        raise failed(
            "models_folder", f"The models folder is not known here: {folder.reason}. {FIX}"
        )
    try:
        name = parse_name(model)
        path = (name.host, name.namespace, name.model, name.tag)
        file = _descend(folder / "manifests", path)
        manifest = file.read_bytes()
        found = ModelFiles(manifest, sizes_of(manifest), folder / "blobs")
        for digest in found.sizes:
            with found.path(digest).open("rb"):
                pass
    except PermissionError as error:
        raise failed(
            "models_folder", f"{error.filename or folder} is not readable for OBT's client. {FIX}"
        ) from error
    except FileNotFoundError as error:
        raise failed(
            "models_folder",
            f"{folder} has not all files of '{model}' ({error.filename} is missing). {FIX}",
        ) from error
    except BadNameError as error:
        raise failed("bad_request", f"{error}") from error
    except (OSError, ValueError) as error:
        raise failed("models_folder", f"The files of '{model}' in {folder}: {error}.") from error
    return found


def _descend(folder: Path, names: tuple[str, ...]) -> Path:
    """Ollama matches names without case; a file system may not."""
    for name in names:
        exact = folder / name
        if not exact.exists():
            entries = (e for e in folder.iterdir() if e.name.lower() == name.lower())
            exact = next(entries, exact)
        folder = exact
    return folder
