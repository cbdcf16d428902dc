"""A fleet in a process of its own, beside the server: `python -m bench.load URL NODES SECONDS`.

Prints a line when it begins to count, and one JSON object at the end. It beats like a fleet and
reads the event stream like a dashboard, so that one clock stamps both ends of "beat sent → event on
a dashboard".
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

import httpx

from obt.simulate.fleet.client import SimulatedClient
from obt.simulate.fleet.machine import Machine

MODELS = 20


@dataclass
class Seen:
    linked_s: float
    beats_sent: int
    beats_seen: int
    lags_s: list[float]
    seconds: float
    snapshot_bytes: int
    falsely_late: int


class Load:
    """`nodes` clients on links, one reader of the stream."""

    def __init__(self, url: str, nodes: int, interval_s: float) -> None:
        self._url = url
        self._nodes = nodes
        self._interval_s = interval_s
        self._sent: dict[str, float] = {}
        self._lags: list[float] = []
        self._beats = 0
        self._linked = 0
        self._late = 0
        self._snapshot_bytes = 0
        self._counting = False
        self._all_linked = asyncio.Event()

    def _on_linked(self) -> None:
        self._linked += 1
        if self._linked == self._nodes:
            self._all_linked.set()

    def _on_beat(self, client_id: str) -> None:
        self._beats += 1
        self._sent[client_id] = time.perf_counter()

    def _on_event(self, data: str) -> None:
        now = time.perf_counter()
        event = json.loads(data)
        match event.get("type"):  # a ping has none
            case "snapshot":
                self._snapshot_bytes = len(data)
            case "client.beat" if self._counting:
                sent = self._sent.pop(event["client_id"], None)
                if sent is not None:
                    self._lags.append(now - sent)
            case "client.status" if self._counting and event["status"] != "online":
                self._late += 1

    async def _read(self, http: httpx.AsyncClient, opened: asyncio.Event) -> None:
        async with http.stream("GET", f"{self._url}/api/v1/events", timeout=None) as reply:
            opened.set()
            async for line in reply.aiter_lines():
                if line.startswith("data: "):
                    self._on_event(line[6:])

    async def run(self, seconds: float) -> Seen:
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            began = time.perf_counter()
            gate = asyncio.Semaphore(50)
            tasks = [
                asyncio.create_task(
                    self._client(n).run(http, gate, first_beat_after_s=self._first(n))
                )
                for n in range(self._nodes)
            ]
            await self._all_linked.wait()
            linked_s = time.perf_counter() - began
            opened = asyncio.Event()
            tasks.append(asyncio.create_task(self._read(http, opened)))
            await opened.wait()
            await asyncio.sleep(self._interval_s)  # every client has beaten once
            print("counting", flush=True)
            self._counting, self._beats, began = True, 0, time.perf_counter()
            await asyncio.sleep(seconds)
            took = time.perf_counter() - began
            seen = Seen(
                linked_s,
                self._beats,
                len(self._lags),
                self._lags,
                took,
                self._snapshot_bytes,
                self._late,
            )
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return seen

    def _first(self, n: int) -> float:
        return self._interval_s * n / self._nodes

    def _client(self, n: int) -> SimulatedClient:
        machine = Machine(n, models=MODELS, catalogue=400)
        return SimulatedClient(
            machine,
            self._url,
            interval_s=self._interval_s,
            on_linked=self._on_linked,
            on_beat=lambda: self._on_beat(machine.client_id),
        )


if __name__ == "__main__":
    url, nodes, seconds, interval = sys.argv[1:]
    load = Load(url, int(nodes), float(interval))
    print(json.dumps(asdict(asyncio.run(load.run(float(seconds))))))
