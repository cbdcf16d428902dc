"""Programs under measurement."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import real_ollama  # noqa: E402 - scripts/ is no package: its programs run before all is installed


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass
class Server:
    url: str
    process: psutil.Process

    def cpu_s(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def rss_mb(self) -> float:
        return float(self.process.memory_info().rss) / 1e6

    def metric(self, name: str) -> dict[str, float]:
        """Samples of one Prometheus metric, by their labels as written."""
        text = httpx.get(f"{self.url}/metrics", trust_env=False).text
        rows = (line.rsplit(" ", 1) for line in text.splitlines() if line.startswith(name))
        return {key[len(name) :]: float(value) for key, value in rows}


@contextlib.contextmanager
def obt_server(**env: str) -> Iterator[Server]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        settings = {**os.environ, "OBT_PORT": str(port), "OBT_DATA_DIR": data, **env}
        log = Path(data) / "server.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "obt", "server"], env=settings, stdout=out, stderr=out
            )
        try:
            until_ready(f"{url}/ready", process)
            yield Server(url, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(20)


def until_ready(url: str, process: subprocess.Popen[bytes], timeout_s: float = 30) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url, trust_env=False).is_success:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answered at {url}")


__all__ = ["ROOT", "Server", "free_port", "obt_server", "real_ollama", "until_ready"]
