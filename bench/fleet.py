"""Simulated clients beside a real server: beats, their way to a dashboard, memory."""

import json
import re
import subprocess
import sys

from bench.budget import Line, at_most, quantile, tells
from bench.programs import Server, obt_server

BUCKET = re.compile(r'.*le="([^"]+)"')


def frame_quantile(server: Server, q: float) -> float:
    """Of handling one beat in the server, in seconds: the upper edge of its histogram's bucket."""
    rows = server.metric("obt_frame_seconds_bucket")
    edges = sorted(
        (float(match[1]), count)
        for labels, count in rows.items()
        if 'type="beat"' in labels and (match := BUCKET.match(labels))
    )
    total = edges[-1][1]
    return next(edge for edge, count in edges if count >= q * total)


def run(nodes: int, seconds: float, interval_s: float = 10) -> list[Line]:
    part = f"{nodes:,} clients"
    with obt_server(OBT_HEARTBEAT_INTERVAL_S=f"{interval_s:g}") as server:
        argv = [sys.executable, "-m", "bench.load"]
        arguments = [server.url, str(nodes), str(seconds), str(interval_s)]
        load = subprocess.Popen([*argv, *arguments], stdout=subprocess.PIPE, text=True)
        assert load.stdout is not None
        load.stdout.readline()  # it is linked, and counts from now on
        cpu = server.cpu_s()
        seen = json.loads(load.stdout.read())
        cpu = server.cpu_s() - cpu
        rss = server.rss_mb()
        handled = {q: frame_quantile(server, q) for q in (0.5, 0.99)}
        load.wait(30)
    lags = [lag * 1000 for lag in seen["lags_s"]]
    took = seen["seconds"]
    return [
        tells(part, "linked in", f"{seen['linked_s']:.1f} s"),
        tells(
            part, "beats", f"{seen['beats_sent'] / took:.0f}/s, {seen['beats_seen']} events seen"
        ),
        tells(part, "a beat handled, p50", f"≤ {handled[0.5] * 1000:g} ms"),
        at_most(part, "a beat handled, p99 (bucket)", handled[0.99] * 1000, 50, "ms"),
        tells(part, "beat sent → event on a dashboard, p50", f"{quantile(lags, 0.5):.1f} ms"),
        at_most(part, "beat sent → event on a dashboard, p99", quantile(lags, 0.99), 250, "ms"),
        at_most(part, "falsely late", seen["falsely_late"], 0, "clients"),
        at_most(part, "server memory (RSS)", rss, 600, "MB"),
        at_most(part, "server processor", cpu / took * 100, 100, "% of one core"),
        tells(part, "first snapshot", f"{seen['snapshot_bytes'] / 1e6:.1f} MB"),
    ]


def small() -> list[Line]:
    return run(1000, 30)


def large() -> list[Line]:
    return run(10_000, 30)
