"""The disk of Ollama's models folder."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from obt.client.probes.reading import Missing

LINUX_SERVICE = Path("/usr/share/ollama/.ollama/models")


@dataclass(frozen=True)
class Space:
    """Bytes, of the disk that `path` is on."""

    path: Path
    total: int
    free: int


def models_folder(
    chosen: Path | None,
    *,
    local: bool = True,
    system: str = sys.platform,
    home: Path | None = None,
    service: Path = LINUX_SERVICE,
) -> Path | Missing:
    """OLLAMA_MODELS, else where Ollama keeps models on this system."""
    if chosen is not None:
        return chosen
    if not local:
        return Missing("Ollama runs on another machine than this client")
    try:
        own = (home or Path.home()) / ".ollama" / "models"
    except RuntimeError:
        return Missing("this user has no home folder: set OLLAMA_MODELS")
    if system == "linux" and not _exists(own) and _exists(service):
        return service
    return own


def space(folder: Path | Missing) -> Space | Missing:
    """Of the folder, or of where it will be made."""
    if isinstance(folder, Missing):
        return folder
    reason = f"{folder}: no such folder"
    for path in (folder, *folder.parents):
        try:
            usage = shutil.disk_usage(path)
        except OSError as error:
            reason = f"{path}: {error.strerror or error}"
            continue
        return Space(folder, usage.total, usage.free)
    return Missing(reason)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return True  # it is there, only not for this user
