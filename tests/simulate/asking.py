"""Asking a simulated node on its own clock, with no waiting."""

import json
from typing import Any

import httpx

from obt.simulate.ollama import Node, Transport, VirtualClock

MODEL = "smollm2:135m"


def ask(node: Node) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=Transport(node), base_url="http://simulated")


def lines(reply: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in reply.text.splitlines()]


def node(**more: Any) -> Node:
    made = Node(clock=VirtualClock(), **more)
    made.install(MODEL)
    return made


async def generate(it: Node, n: int = 65, prompt: str = "a b c", **more: Any) -> dict[str, Any]:
    """The last line of a stream, with the metrics."""
    body = {"model": MODEL, "prompt": prompt, "options": {"num_predict": n}}
    async with ask(it) as http:
        return lines(await http.post("/api/generate", json=body | more))[-1]
