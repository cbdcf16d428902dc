"""What only the simulated Ollama can do: known truth, faults, and time that costs none."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from obt.simulate.ollama import V0_33, Faults, Node, Speeds, VirtualClock, make_app
from obt.simulate.ollama.names import parse


def ask(node: Node) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(make_app(node))
    return httpx.AsyncClient(transport=transport, base_url="http://simulated")


def lines(reply: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in reply.text.splitlines()]


def node(**more: Any) -> Node:
    made = Node(clock=VirtualClock(), **more)
    made.install("smollm2:135m")
    return made


async def generate(it: Node, n: int = 65) -> list[dict[str, Any]]:
    body = {"model": "smollm2:135m", "prompt": "a b c", "options": {"num_predict": n}}
    async with ask(it) as http:
        return lines(await http.post("/api/generate", json=body))


async def test_the_rates_are_the_ones_that_were_set() -> None:
    last = (await generate(node(speeds=Speeds(decode_rate=40, prefill_rate=400))))[-1]
    assert (last["eval_count"] - 1) / (last["eval_duration"] / 1e9) == pytest.approx(40, rel=1e-6)
    rate = last["prompt_eval_count"] / (last["prompt_eval_duration"] / 1e9)
    assert rate == pytest.approx(400, rel=1e-6)


async def test_heat_slows_it_down_as_set() -> None:
    it = node(speeds=Speeds(decode_rate=100, drift_per_s=0.01))
    rates = []
    for _ in range(5):
        last = (await generate(it, 101))[-1]
        rates.append(100 / (last["eval_duration"] / 1e9))
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < rates[0] * 0.97


async def test_jitter_is_seeded() -> None:
    one, two, other = [
        (await generate(node(seed=seed, speeds=Speeds(jitter=0.2))))[-1]["eval_duration"]
        for seed in (1, 1, 2)
    ]
    assert one == two != other


class TestFaults:
    async def test_no_last_line(self) -> None:
        assert not any(x["done"] for x in await generate(node(faults=Faults(missing_done=True))))

    async def test_an_early_stop(self) -> None:
        last = (await generate(node(faults=Faults(stop_early_at=7))))[-1]
        assert (last["done_reason"], last["eval_count"]) == ("stop", 7)

    async def test_an_error_in_the_middle(self) -> None:
        *_, last = await generate(node(faults=Faults(mid_stream_error="it broke")))
        assert last == {"error": "it broke"}

    async def test_a_full_queue(self) -> None:
        (only,) = await generate(node(faults=Faults(busy=True)))
        assert only["error"].startswith("server busy, please try again.  maximum")

    async def test_garbage_and_a_proxy(self) -> None:
        it = node()
        async with ask(it) as http:
            it.faults.garbage = True
            assert "html" in (await http.get("/api/tags")).text
            it.faults = Faults(status=502)
            assert (await http.get("/api/version")).status_code == 502

    async def test_a_full_disk(self) -> None:
        it = node(faults=Faults(no_space=True))
        async with ask(it) as http:
            reply = lines(await http.post("/api/pull", json={"model": "llama3.2:1b"}))
        assert reply[-1]["error"].endswith("no space left on device")


async def test_a_pull_goes_on_where_it_broke_off() -> None:
    it = node(faults=Faults(no_space=True))
    async with ask(it) as http:
        await http.post("/api/pull", json={"model": "llama3.2:1b"})
        it.faults = Faults()
        reply = lines(await http.post("/api/pull", json={"model": "llama3.2:1b"}))
        assert reply[-1] == {"status": "success"}
        seen = [x["completed"] for x in reply if "completed" in x]
        assert seen[0] > 1_000_000
        assert seen == sorted(seen)
        tags = (await http.get("/api/tags")).json()["models"]
        assert {m["name"] for m in tags} == {"smollm2:135m", "llama3.2:1b"}


async def test_what_newer_versions_say() -> None:
    it = node(profile=V0_33)
    async with ask(it) as http:
        (model,) = (await http.get("/api/tags")).json()["models"]
        assert model["capabilities"] == ["completion"]
        await http.post(
            "/api/generate", json={"model": "smollm2:135m", "options": {"num_ctx": 512}}
        )
        (loaded,) = (await http.get("/api/ps")).json()["models"]
        assert loaded["context_length"] == 512
        assert (await http.post("/api/create", json={"model": "x:1b"})).status_code == 400


async def test_a_folder_holds_what_a_real_node_would_have_there(tmp_path: Path) -> None:
    it = node(folder=tmp_path)
    file = tmp_path / "manifests/registry.ollama.ai/library/smollm2/135m"
    manifest = json.loads(file.read_bytes())
    config = manifest["config"]["digest"].replace(":", "-")
    assert (tmp_path / "blobs" / config).is_file()
    async with ask(it) as http:
        await http.request("DELETE", "/api/delete", json={"model": "smollm2:135m"})
    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("llama3.2", "llama3.2:latest"),
        ("ns/m:1b", "ns/m:1b"),
        ("host:5000/ns/m", "host:5000/ns/m:latest"),
        ("registry.ollama.ai/library/m:x", "m:x"),
        ("http://h:1/n/m", "h:1/n/m:latest"),
        ("a b", None),
        ("h:1/m", None),
        ("", None),
        ("-m", None),
    ],
)
def test_names(text: str, shown: str | None) -> None:
    name = parse(text)
    assert (name.shown if name else None) == shown
