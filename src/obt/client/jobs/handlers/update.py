"""Pull a model where the registry has another version; a dry run says what would change."""

import hashlib
import re
from typing import Any

from pydantic import JsonValue

from obt.client.jobs import manifest
from obt.client.jobs.failure import failed, not_found
from obt.client.jobs.handlers.pull import pulled
from obt.client.jobs.job import Job
from obt.client.jobs.manifest import Manifest
from obt.client.jobs.models import find_installed
from obt.client.ollama.parse import Tag
from obt.wire.names import BadNameError, Name, parse_name
from obt.wire.operations import Update

_TELLING = (".model", ".projector", ".adapter", ".template", ".system")
"""Layers that can be compared by what show tells."""
_WEIGHTS = re.compile(r"^FROM .*sha256-([0-9a-f]{64})\s*$", re.MULTILINE)


async def update(job: Job[Update]) -> JsonValue:
    """Returns `outdated`, `updated`, `digest` and `registry_digest`, and in bytes `size` (of the
    registry's version) and `download_size`; a `reason` where there is nothing to compare.
    """
    try:
        name = parse_name(job.model)
    except BadNameError as error:
        raise failed("bad_request", str(error)) from error
    installed = await find_installed(job.calls, job.model)
    if installed is None:
        raise not_found(job.model)
    if installed.remote_model is not None:
        return _nothing("a cloud model has no weights here")
    job.say("asking the registry")
    there = await manifest.fetch(name, insecure=job.operation.insecure)
    if there is None:
        return _nothing(f"{name.host} does not have it")
    missing = await _missing(job, name, installed, there)
    outdated = missing is not None
    if outdated and not job.operation.dry_run:
        await pulled(job, job.model, insecure=job.operation.insecure)
    return {
        "outdated": outdated,
        "updated": outdated and not job.operation.dry_run,
        "digest": installed.bare_digest,
        "registry_digest": there.digest,
        "size": there.size,
        "download_size": missing or 0,
    }


def _nothing(reason: str) -> JsonValue:
    return {"outdated": False, "updated": False, "reason": reason}


async def _missing(job: Job[Any], name: Name, installed: Tag, there: Manifest) -> int | None:
    """Bytes to download; None = it is up to date.

    Before 0.19 Ollama wrote a pulled manifest anew, so that equal layers stand under another
    digest: then what is on the disk is compared, or where that cannot be read, what show tells.
    """
    if installed.bare_digest == there.digest:
        return None
    here = manifest.on_disk(job.folder(), name)
    if here is not None and here.digest == installed.bare_digest:
        if here.blobs == there.blobs:
            return None
        return sum(layer.size for layer in there.layers if layer.digest not in here.blobs)
    shown = await job.calls.reading.show(job.model)
    known = _told(shown) if isinstance(shown, dict) else set()
    other = [layer for layer in there.layers if layer.digest not in known]
    version = await job.calls.reading.version()
    if isinstance(version, str) and _writes_anew(version):
        other = [layer for layer in other if layer.media_type.endswith(_TELLING)]
        if not other:
            return None
    return sum(layer.size for layer in other)


def _told(shown: dict[str, Any]) -> set[str]:
    """Digests of the layers that show tells: weights by name, texts by their hash."""
    weights = {f"sha256:{digest}" for digest in _WEIGHTS.findall(str(shown.get("modelfile", "")))}
    texts = (str(shown.get(part, "")) for part in ("template", "system"))
    return weights | {f"sha256:{hashlib.sha256(text.encode()).hexdigest()}" for text in texts}


def _writes_anew(version: str) -> bool:
    found = re.match(r"0\.(\d+)\.", version)
    return found is not None and 0 < int(found[1]) < 19  # 0.0.0 is a developer's build
