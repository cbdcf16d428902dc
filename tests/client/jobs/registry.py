"""A registry on loopback that a real Ollama can pull from, with one small made-up model in it."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MEDIA = "application/vnd.ollama.image."
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
PIECE = 256 * 1024


def layer(media_type: str, data: bytes) -> dict[str, Any]:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(data)}


class Registry:
    """Serves `library/tiny:latest`. While `flowing` is cleared no blob moves."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.name = f"{address}/library/tiny:latest"
        self.flowing = threading.Event()
        self.flowing.set()
        self.moving = threading.Event()  #: Bytes of a blob were asked for
        self.status = 200
        self.publish(b"weights" * 300_000)

    def publish(self, weights: bytes, system: bytes = b"You are tiny.") -> None:
        described = {"model_format": "gguf", "model_family": "llama", "model_type": "1B"}
        config = json.dumps({**described, "file_type": "Q4_0"}).encode()
        parts = [(MEDIA + "model", weights), (MEDIA + "system", system)]
        self.blobs = {layer(kind, data)["digest"]: data for kind, data in parts}
        self.blobs[layer(CONFIG, config)["digest"]] = config
        self.manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": layer(CONFIG, config),
                "layers": [layer(kind, data) for kind, data in parts],
            }
        ).encode()

    @property
    def size(self) -> int:
        return sum(map(len, self.blobs.values()))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    registry: Registry

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away in the middle: what cancelling is."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        registry = self.server.registry
        what, _, key = self.path.removeprefix("/v2/library/tiny/").partition("/")
        data = registry.blobs.get(key) if what == "blobs" else None
        if registry.status != 200:
            self._send(registry.status, b"no", {})
        elif what == "manifests" and key == "latest":
            self._send(200, registry.manifest, {"Content-Type": MANIFEST}, body=body)
        elif data is None:
            self._send(404, b"{}", {})
        elif wanted := self.headers.get("Range"):
            registry.moving.set()
            first, last = (int(n) for n in wanted.removeprefix("bytes=").split("-"))
            about = {"Content-Range": f"bytes {first}-{last}/{len(data)}"}
            self._send(206, data[first : last + 1], about)
        elif body:
            self._send(200, b"", {"Location": self.path})
        else:
            self._send(200, data, {}, body=False)

    def _send(
        self, status: int, data: bytes, headers: dict[str, str], *, body: bool = True
    ) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        for at in range(0, len(data) if body else 0, PIECE):
            if status == 206:
                self.server.registry.flowing.wait()
            self.wfile.write(data[at : at + PIECE])

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def running() -> Iterator[Registry]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        registry = server.registry = Registry(f"127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield registry
        finally:
            registry.flowing.set()
            server.shutdown()
            thread.join()
