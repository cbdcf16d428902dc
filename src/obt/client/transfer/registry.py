"""The target's end: a registry on loopback, of one model, for its own Ollama to pull from.

What a pull asks, in its order: the manifest; for each blob a HEAD, a GET without a range that must
be answered by a `Location`, then ranged GETs of that. Ollama can send no header of ours, so the
secret is the namespace; any other path is 404.
"""

import secrets
import sys
from collections.abc import Callable, Iterator
from typing import Protocol

import httpx

from obt.client.transfer.files import sizes_of
from obt.client.transfer.http import CHUNK, NOT_FOUND, Reply, Request, ThreadedServer, part
from obt.client.transfer.names import PREFIX
from obt.client.transfer.rate import RateLimit
from obt.wire.names import parse_name

PORTS = (80, 0) if sys.platform == "win32" else (0,)
"""On Windows a port in a name makes a folder that cannot be: without one, Ollama asks port 80."""


class Upstream(Protocol):
    """Where the bytes come from."""

    def manifest(self) -> bytes:
        """Raises httpx.HTTPError."""

    def read(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Raises OSError where it breaks off."""

    def close(self) -> None: ...


class HttpUpstream:
    """The source itself, or OBT's server in its place: the same paths below `base`."""

    def __init__(self, base: str, capability: str, *, trust_env: bool) -> None:
        self._http = httpx.Client(
            base_url=base,
            headers={"authorization": f"Bearer {capability}"},
            timeout=httpx.Timeout(60.0, connect=3.0),
            limits=httpx.Limits(max_connections=32),
            trust_env=trust_env,
        )

    def manifest(self) -> bytes:
        return self._http.get("/manifest").raise_for_status().content

    def read(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        headers = {"range": f"bytes={start}-{end - 1}"}
        try:
            with self._http.stream("GET", f"/blobs/{digest}", headers=headers) as reply:
                reply.raise_for_status()
                yield from reply.iter_bytes(CHUNK)
        except httpx.HTTPError as error:
            raise OSError(str(error)) from error

    def close(self) -> None:
        self._http.close()


class LoopbackRegistry:
    """Serves `model` from `upstream` until `close`. `name` is what Ollama is to pull."""

    def __init__(
        self,
        model: str,
        upstream: Upstream,
        limit: RateLimit,
        ports: tuple[int, ...] = PORTS,
    ) -> None:
        self._upstream = upstream
        self._limit = limit
        self._manifest = upstream.manifest()
        self._sizes = sizes_of(self._manifest)
        self.size = sum(self._sizes.values())
        name = parse_name(model)
        namespace = PREFIX + secrets.token_hex(16)
        self._manifest_path = f"/v2/{namespace}/{name.model}/manifests/{name.tag}"
        self._blobs_path = f"/v2/{namespace}/{name.model}/blobs/"
        self._server = _listen(ports, self._answer)
        port = "" if self._server.port == 80 else f":{self._server.port}"
        self.name = f"127.0.0.1{port}/{namespace}/{name.model}:{name.tag}"

    def close(self) -> None:
        self._server.close()
        self._upstream.close()

    def _answer(self, request: Request) -> Reply:
        if request.path == self._manifest_path:
            return Reply(200, {}, self._manifest, len(self._manifest))
        digest = request.path.removeprefix(self._blobs_path)
        size = self._sizes.get(digest)
        if size is None or digest == request.path:
            return NOT_FOUND
        if request.method == "HEAD":
            return Reply(200, {"Accept-Ranges": "bytes"}, length=size)
        if request.range is None:
            return Reply(200, {"Location": request.path})
        return part(request.range, size, lambda start, end: self._limited(digest, start, end))

    def _limited(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        for chunk in self._upstream.read(digest, start, end):
            yield from self._limit.pieces(chunk)


def _listen(ports: tuple[int, ...], answer: Callable[[Request], Reply]) -> ThreadedServer:
    """On the first of `ports` that is free. Raises OSError."""
    *others, last = ports
    for port in others:
        try:
            return ThreadedServer("127.0.0.1", port, answer)
        except OSError:
            continue
    return ThreadedServer("127.0.0.1", last, answer)
