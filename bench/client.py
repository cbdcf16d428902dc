"""A real client beside a real Ollama, idle."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from bench.budget import Line, at_most
from bench.programs import free_port, obt_server, real_ollama

IDLE_S = 30.0


def run() -> list[Line]:
    real_ollama.install()
    with tempfile.TemporaryDirectory() as folder, obt_server() as server:
        node = real_ollama.Node(free_port(), Path(folder) / "ollama")
        node.start()
        node.furnish(real_ollama.MODEL)
        env = os.environ | {
            "OLLAMA_HOST": node.url,
            "OBT_DATA_DIR": folder,
            "OBT_SERVER_URL": server.url,
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        client = subprocess.Popen(
            [sys.executable, "-m", "obt", "client"], env=env, stderr=subprocess.DEVNULL
        )
        try:
            while httpx.get(f"{server.url}/api/v1/info").json()["counts"]["online"] != 1:
                time.sleep(0.2)
            time.sleep(5)  # what a start costs is not what idling costs
            process = psutil.Process(client.pid)
            before = process.cpu_times()
            time.sleep(IDLE_S)
            after = process.cpu_times()
            used = after.user + after.system - before.user - before.system
            rss = process.memory_info().rss / 1e6
        finally:
            client.terminate()
            client.wait(10)
            node.stop()
    return [
        at_most("client", "memory (RSS), idle", rss, 60, "MB"),
        at_most("client", "processor, idle", used / IDLE_S * 100, 0.5, "% of one core"),
    ]
