"""A simulated Ollama's faults, versions, folder and names."""

import json
from pathlib import Path

import httpx
import pytest
from tests.simulate.asking import MODEL, ask, generate, node

from obt.simulate.ollama import V0_33, Faults
from obt.simulate.ollama.names import parse


class TestFaults:
    async def test_a_full_queue(self) -> None:
        only = await generate(node(faults=Faults(busy=True)))
        assert only["error"].startswith("server busy, please try again.  maximum")

    async def test_a_load_that_fails_leaves_nothing(self) -> None:
        it = node(faults=Faults(load_error="llama runner process has terminated"))
        assert await generate(it) == {"error": "llama runner process has terminated"}
        assert it.loaded() == []

    async def test_garbage_and_a_proxy(self) -> None:
        it = node()
        async with ask(it) as http:
            it.faults.garbage = True
            assert "html" in (await http.get("/api/tags")).text
            it.faults = Faults(status=502)
            assert (await http.get("/api/version")).status_code == 502

    async def test_down_and_up_again(self) -> None:
        it = node(faults=Faults(down=True))
        async with ask(it) as http:
            with pytest.raises(httpx.ConnectError):
                await http.get("/api/version")
            it.faults.down = False
            assert (await http.get("/api/version")).status_code == 200

    @pytest.mark.parametrize(
        ("faults", "seconds"), [(Faults(slow_s=3), 3), (Faults(ps_stall_s=12), 12)]
    )
    async def test_slowness(self, faults: Faults, seconds: float) -> None:
        it = node(faults=faults)
        async with ask(it) as http:
            await http.get("/api/ps")
        assert it.clock.ns() == seconds * 1e9

    async def test_a_model_that_vanishes_between_two_calls(self) -> None:
        async with ask(node(faults=Faults(vanish_on_show=True))) as http:
            assert (await http.post("/api/show", json={"model": MODEL})).status_code == 404


async def test_what_newer_versions_say() -> None:
    it = node(profile=V0_33)
    async with ask(it) as http:
        (model,) = (await http.get("/api/tags")).json()["models"]
        assert model["capabilities"] == ["completion"]
        await http.post("/api/generate", json={"model": MODEL, "options": {"num_ctx": 512}})
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
        await http.request("DELETE", "/api/delete", json={"model": MODEL})
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
