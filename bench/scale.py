"""A thousand machines that beat, on the real page: keystrokes, scrolling, memory."""

import json
import subprocess
import sys
import time
from pathlib import Path

import httpx

from bench.budget import Line, at_least, at_most, tells
from bench.programs import ROOT, obt_server

NODES, MODELS, NAMES = 1000, 60, 10_000
INTERVAL_S = 10  #: 100 beats a second, each an event on the page
MINUTES = 1.0
#: What is seen of machines is kept for 15 minutes of small curves: less than this, then no more.
GROWTH_MB_PER_MIN = 1.0
FLEET = (
    "import asyncio, sys; from obt.simulate.fleet.run import run_fleet;"
    f"asyncio.run(run_fleet(sys.argv[1], {NODES}, models={MODELS}, catalogue={NAMES},"
    f" interval_s={INTERVAL_S}))"
)


def run(minutes: float = MINUTES, profile: Path | None = None) -> list[Line]:
    """`minutes`: for how long the memory of the page is watched."""
    # a loaded machine must not make them late: that would be other events than are asked for
    with obt_server(OBT_HEARTBEAT_INTERVAL_S=f"{INTERVAL_S}", OBT_CLIENT_TIMEOUT_S="600") as server:
        fleet = subprocess.Popen([sys.executable, "-c", FLEET, server.url])
        try:
            installed = _until_linked(server.url)
            node = ROOT / ".tools/bin/node"
            script = ROOT / "frontend/e2e/bench/scale.mjs"
            argv = [str(node), str(script), server.url, f"{minutes * 60:g}"]
            reply = subprocess.run(
                [*argv, *([str(profile)] if profile else [])],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=300 + minutes * 60,
            )
        finally:
            fleet.terminate()
            fleet.wait(30)
    seen = json.loads(reply.stdout)
    part = f"scale, {NODES:,} machines, {installed:,} installed"
    heaps = seen["heap_mb"]
    growth = (heaps[-1] - heaps[0]) / minutes
    return [
        tells(part, "events on the page", f"{seen['beats_per_s']:.0f}/s"),
        tells(part, "names (rows before a search)", f"{seen['rows']:,}"),
        at_most(part, "keystroke → filtered rows, scripts, median", seen["median_ms"], 16, "ms"),
        at_most(part, "keystroke → filtered rows, scripts, p99", seen["p99_ms"], 50, "ms"),
        at_least(part, "scrolling, median", seen["fps"], 50, "frames/s"),
        tells(part, "scrolling, slowest frame in a hundred", f"{seen['fps_worst']:.0f} frames/s"),
        tells(part, "rows in the page while scrolling", str(seen["dom_rows"])),
        tells(part, "memory of the page's scripts", f"{heaps[-1]:.0f} MB"),
        at_most(
            part, f"its growth over {minutes:g} min", growth, GROWTH_MB_PER_MIN, "MB per minute"
        ),
    ]


def _until_linked(url: str) -> int:
    deadline = time.monotonic() + 180
    installed = 0
    while installed < NODES * MODELS and time.monotonic() < deadline:
        time.sleep(1)
        info = httpx.get(f"{url}/api/v1/info", timeout=30, trust_env=False)
        installed = info.json()["counts"]["installed"]
    return installed
