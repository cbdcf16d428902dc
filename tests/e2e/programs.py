"""OBT as people run it: real programs, real Ollama nodes, and a way to kill each of them."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ollama_nodes import MODEL, real_ollama
from tests.ports import free_port

PATIENCE_S = 60.0


def until(what: str, check: Callable[[], Any], timeout_s: float = PATIENCE_S) -> Any:
    """The first true thing that `check` returns."""
    deadline = time.monotonic() + timeout_s
    while not (found := check()):
        assert time.monotonic() < deadline, f"not within {timeout_s:g} s: {what}"
        time.sleep(0.05)
    return found


class Program:
    """`obt …`, started by `start`, ended by `stop` or `kill`."""

    def __init__(self, folder: Path, name: str, argv: list[str], env: dict[str, str]) -> None:
        self.log = folder / f"{name}.log"
        self._argv = [sys.executable, "-m", "obt", *argv]
        self._env = {**os.environ, **env}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(self._argv, env=self._env, stdout=out, stderr=out)

    def stop(self) -> None:
        self._end(lambda process: process.terminate())

    def kill(self) -> None:
        self._end(lambda process: process.kill())

    def _end(self, how: Callable[[subprocess.Popen[bytes]], None]) -> None:
        if self._process and self._process.poll() is None:
            how(self._process)
            self._process.wait(60)


class Machine:
    """A real Ollama with a client beside it."""

    def __init__(self, name: str, node: Any, client: Program) -> None:
        self.name = name
        self.node = node
        self.client = client

    def ask(self, method: str, path: str, body: object = None) -> Any:
        return self.node.ask(method, path, body)

    def models(self) -> set[str]:
        return {model["name"] for model in self.ask("GET", "/api/tags")["models"]}


class Fleet:
    def __init__(self, folder: Path, **env: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=f"{self.url}/api/v1", timeout=30, trust_env=False)
        settings = {"OBT_PORT": str(self.port), "OBT_DATA_DIR": str(folder / "server")}
        self.server = Program(folder, "server", ["server"], settings | env)
        self.machines: dict[str, Machine] = {}

    def start_server(self) -> None:
        self.server.start()
        until("the server is ready", self._ready)

    def _ready(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/ready", trust_env=False).is_success
        return False

    def add(self, name: str, *models: str, **env: str) -> Machine:
        """A machine with `models`, all from the same weights."""
        node = real_ollama.Node(free_port(), self.folder / name)
        node.start()
        node.furnish(*models)
        settings = {
            "OBT_SERVER_URL": self.url,
            "OBT_CLIENT_ID": name,
            "OBT_CLIENT_NAME": name,
            "OBT_DATA_DIR": str(self.folder / f"client-{name}"),
            "OLLAMA_HOST": node.url,
            "OLLAMA_MODELS": str(node.models),
        }
        client = Program(self.folder, f"client-{name}", ["client"], settings | env)
        self.machines[name] = machine = Machine(name, node, client)
        client.start()
        until(f"{name} is online", lambda: self.status(name) == "online")
        return machine

    def status(self, name: str) -> str | None:
        reply = self.http.get(f"/clients/{name}")
        return str(reply.json()["status"]) if reply.is_success else None

    def file(self, operation: dict[str, Any], *targets: tuple[str, str]) -> list[dict[str, Any]]:
        """File a batch; its jobs."""
        named = [{"client_id": client, "model": model} for client, model in targets]
        reply = self.http.post("/jobs", json={"operation": operation, "targets": named})
        assert reply.status_code == 202, reply.text
        jobs: list[dict[str, Any]] = reply.json()["jobs"]
        return jobs

    def job(self, job_id: str) -> dict[str, Any]:
        job: dict[str, Any] = self.http.get(f"/jobs/{job_id}").json()
        return job

    def ended(self, job_id: str, timeout_s: float = PATIENCE_S) -> dict[str, Any]:
        """The job, once it has ended."""

        def look() -> dict[str, Any] | None:
            with contextlib.suppress(httpx.TransportError):
                job = self.job(job_id)
                return job if job.get("state") not in (None, "queued", "running") else None
            return None

        found: dict[str, Any] = until(f"job {job_id} ends", look, timeout_s)
        return found

    def stop(self) -> None:
        self.http.close()
        for machine in self.machines.values():
            machine.client.stop()
            machine.node.stop()
        self.server.stop()


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    """A running server, and no machine yet."""
    if not real_ollama.supported():
        pytest.skip("real Ollama nodes come from packages for Linux x86-64 only")
    real_ollama.install()
    made = Fleet(tmp_path, OBT_HEARTBEAT_INTERVAL_S="2", OBT_CLIENT_TIMEOUT_S="20")
    try:
        made.start_server()
        yield made
    finally:
        made.stop()


__all__ = ["MODEL", "Fleet", "Machine", "fleet", "until"]
