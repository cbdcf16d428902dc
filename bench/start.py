"""From `obt up` to the first page, and what the first page weighs."""

import os
import subprocess
import sys
import tempfile
import time

import httpx

from bench.budget import Line, at_most
from bench.programs import ROOT, free_port, until_ready

WEIGH = ROOT / "frontend/e2e/bench/weight.mjs"


def first_page_kb(url: str) -> float:
    """Gzipped JavaScript that a real browser loads for the first page."""
    node = ROOT / ".tools/bin/node"
    reply = subprocess.run([node, WEIGH, url], capture_output=True, text=True, check=True)
    return int(reply.stdout) / 1000


def run() -> list[Line]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "OBT_DATA_DIR": folder, "OLLAMA_HOST": f"127.0.0.1:{free_port()}"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        began = time.perf_counter()
        up = subprocess.Popen(
            [sys.executable, "-m", "obt", "up", "--port", str(port)],
            env=env,
            stdout=subprocess.DEVNULL,
        )
        try:
            until_ready(f"http://127.0.0.1:{port}/", up)
            page = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
            took = time.perf_counter() - began
            assert "<html" in page.text
            weight = first_page_kb(str(page.url))
        finally:
            up.terminate()
            up.wait(20)
    return [
        at_most("start", "`obt up` → first page", took, 5, "s"),
        at_most("start", "JavaScript of the first page, gzipped", weight, 200, "kB"),
    ]
