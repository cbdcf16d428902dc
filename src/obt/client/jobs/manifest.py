"""Manifests: what a registry has of a model, and what is on the disk here."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from obt import __version__
from obt.client.jobs.failure import JobFailedError, failed
from obt.client.probes.reading import Missing
from obt.wire.names import Name

MEDIA_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
MAX_BYTES = 4 * 1024 * 1024
TIMEOUT_S = 15.0


class Layer(BaseModel):
    model_config = ConfigDict(frozen=True)

    digest: str
    size: int = Field(ge=0)
    media_type: str = Field(alias="mediaType")


class _Body(BaseModel):
    config: Layer
    layers: list[Layer]


@dataclass(frozen=True)
class Manifest:
    digest: str  #: Hex SHA-256 of its very bytes
    layers: tuple[Layer, ...]  #: With the config

    @property
    def size(self) -> int:
        return sum(layer.size for layer in self.layers)

    @property
    def blobs(self) -> frozenset[str]:
        return frozenset(layer.digest for layer in self.layers)


def read(body: bytes) -> Manifest:
    """Raises ValueError where that is no manifest."""
    parsed = _Body.model_validate(json.loads(body))
    return Manifest(hashlib.sha256(body).hexdigest(), (*parsed.layers, parsed.config))


def on_disk(folder: Path | Missing, name: Name) -> Manifest | None:
    """None where it cannot be read: another user's folder, another machine, another layout."""
    if isinstance(folder, Missing):
        return None
    path = folder / "manifests" / name.host / name.namespace / name.model / name.tag
    try:
        return read(path.read_bytes())
    except (OSError, ValueError):
        return None


async def fetch(
    name: Name, *, insecure: bool, transport: httpx.AsyncBaseTransport | None = None
) -> Manifest | None:
    """From the registry that the name says; None where the registry does not have it.

    Raises:
        JobFailedError: it cannot be asked, or does not answer as a registry does.
    """
    scheme = "http" if insecure or name.scheme == "http" else "https"
    url = f"{scheme}://{name.host}/v2/{name.namespace}/{name.model}/manifests/{name.tag}"
    local = name.host.startswith(("localhost", "127."))  # no proxy is asked for these
    headers = {"accept": MEDIA_TYPE, "user-agent": f"obt/{__version__}"}
    try:
        async with (
            httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=not local, transport=transport) as http,
            http.stream("GET", url, headers=headers) as reply,
        ):
            if reply.status_code == 404:
                return None
            if reply.status_code != 200:
                raise _refused(name, reply.status_code)
            body = b""
            async for part in reply.aiter_bytes():
                body += part
                if len(body) > MAX_BYTES:
                    raise failed("registry_unsupported", f"{name.host} sends no manifest.")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        why = str(error) or type(error).__name__
        message = f"The registry {name.host} cannot be reached from there: {why}"
        raise failed("registry_unreachable", message, retryable=True) from error
    try:
        return read(body)
    except (ValueError, ValidationError) as error:
        raise failed("registry_unsupported", f"{name.host} sends no manifest.") from error


def _refused(name: Name, status: int) -> JobFailedError:
    if status in (401, 403):
        return failed("not_allowed", f"The registry {name.host} does not allow it ({status}).")
    busy = status == 429 or status >= 500
    message = f"The registry {name.host} answers {status}."
    return failed("registry_busy" if busy else "registry_unsupported", message, retryable=busy)
