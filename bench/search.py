"""Keystrokes and scrolling over 50,000 installed models, on the real page in a real browser."""

import json
import subprocess
import sys
import time

import httpx

from bench.budget import Line, at_least, at_most, tells
from bench.programs import ROOT, obt_server

NODES, MODELS, NAMES = 2500, 20, 10_000
FLEET = (
    "import asyncio, sys; from obt.simulate.fleet.run import run_fleet;"
    f"asyncio.run(run_fleet(sys.argv[1], {NODES}, models={MODELS}, catalogue={NAMES},"
    " interval_s=100))"
)


def run() -> list[Line]:
    # beats are rare here: this measures the page's own work, not a busy fleet's
    with obt_server(OBT_HEARTBEAT_INTERVAL_S="100", OBT_CLIENT_TIMEOUT_S="1000") as server:
        fleet = subprocess.Popen([sys.executable, "-c", FLEET, server.url])
        try:
            deadline = time.monotonic() + 120
            installed = 0
            while installed < NODES * MODELS and time.monotonic() < deadline:
                time.sleep(1)
                info = httpx.get(f"{server.url}/api/v1/info", timeout=30, trust_env=False)
                installed = info.json()["counts"]["installed"]
            node = ROOT / ".tools/bin/node"
            script = ROOT / "frontend/e2e/bench/search.mjs"
            reply = subprocess.run(
                [node, script, server.url], capture_output=True, text=True, check=True, timeout=300
            )
        finally:
            fleet.terminate()
            fleet.wait(30)
    seen = json.loads(reply.stdout)
    part = f"search, {installed:,} installed"
    return [
        tells(part, "names (rows before a search)", f"{seen['rows']:,}"),
        at_most(part, "keystroke → filtered rows, median", seen["median_ms"], 16, "ms"),
        at_most(part, "keystroke → filtered rows, p99", seen["p99_ms"], 50, "ms"),
        at_least(part, "scrolling, median", seen["fps"], 50, "frames/s"),
        tells(part, "rows in the page while scrolling", str(seen["dom_rows"])),
    ]
