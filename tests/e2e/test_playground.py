"""One prompt to two real Ollama nodes, side by side, and the ways in which it ends."""

import json
from collections.abc import Generator
from contextlib import closing
from typing import Any

import pytest

from tests.e2e.programs import MODEL, Fleet, fleet

pytestmark = pytest.mark.ollama
__all__ = ["fleet"]
# a thread for each core waits for the others in a loop: with other work beside, for very long
SMALL = {"num_ctx": 512, "num_thread": 1, "temperature": 0, "seed": 1}


def start(fleet: Fleet, *clients: str, **options: int) -> dict[str, Any]:
    wish = {
        "pairs": [{"client_id": client, "model": MODEL} for client in clients],
        "system": "You count.",
        "prompt": "Count from one to a thousand, in words.",
        "options": SMALL | options,
    }
    reply = fleet.http.post("/playground", json=wish)
    assert reply.status_code == 201, reply.text
    run: dict[str, Any] = reply.json()
    return run


def updates(fleet: Fleet, run: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
    path = f"/playground/{run['run_id']}/events"
    with fleet.http.stream("GET", path, timeout=60) as reply:
        for line in reply.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


class Page:
    """Puts updates together."""

    def __init__(self, run: dict[str, Any]) -> None:
        self.text = {stream["stream_id"]: "" for stream in run["streams"]}
        self.ends: dict[str, dict[str, Any]] = {}

    def read(self, update: dict[str, Any]) -> None:
        for it in update["streams"]:
            self.text[it["stream_id"]] += it["text"]
            if it["end"]:
                self.ends[it["stream_id"]] = it["end"]


def test_two_machines_side_by_side_then_a_stop_then_a_machine_that_goes(fleet: Fleet) -> None:
    fleet.add("desk", MODEL)
    lab = fleet.add("lab", MODEL)

    run = start(fleet, "desk", "lab", num_predict=24)
    page, count = Page(run), 0
    for update in updates(fleet, run):
        page.read(update)
        count += 1
    texts = list(page.text.values())
    assert texts[0]
    assert texts[0] == texts[1], "the same weights, seed and prompt"
    assert count > 3, "it came in pieces"
    for end in page.ends.values():
        assert (end["outcome"], end["error"]) == ("done", None)
        assert end["counters"]["eval_count"] <= 24
        assert end["metrics"]["decode_rate"] > 0

    run = start(fleet, "desk", num_predict=20_000)
    with closing(updates(fleet, run)) as reading:
        while not any(it["text"] for it in next(reading)["streams"]):
            pass
        fleet.http.post(f"/playground/{run['run_id']}/stop")
        last = list(reading)[-1]
    assert last["streams"][0]["end"]["outcome"] == "stopped"

    run = start(fleet, "lab", num_predict=20_000)
    with closing(updates(fleet, run)) as reading:
        while not any(it["text"] for it in next(reading)["streams"]):
            pass
        lab.client.kill()
        last = list(reading)[-1]
    assert last["streams"][0]["end"]["error"]["message"] == "The link to lab was lost."
