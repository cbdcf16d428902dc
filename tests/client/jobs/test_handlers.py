"""What a real Ollama does not do on demand."""

import asyncio
import threading
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest
from tests.client.jobs.conftest import Bench
from tests.client.jobs.registry import Registry

from obt.client.jobs import manifest
from obt.client.jobs.failure import JobFailedError, failed
from obt.client.jobs.handlers.show import MAX_BYTES, smaller
from obt.client.jobs.models import all_installed
from obt.client.ollama.parse import Tag
from obt.simulate.ollama import Node
from obt.simulate.ollama.names import parse
from obt.wire.names import parse_name


def module(name: str) -> ModuleType:
    """The package gives the handlers under the same names."""
    return import_module(f"obt.client.jobs.handlers.{name}")


def node(bench: Bench) -> Node:
    assert bench.node is not None
    return bench.node


class TestPull:
    async def test_no_space_says_how_much_is_needed_and_free(
        self, sim: Bench, tmp_path: Path
    ) -> None:
        node(sim).faults.no_space = True
        node(sim).speeds.pull_rate = 1e9
        sim.folder = tmp_path / "models"
        error = await sim.fails("pull", "llama3.2:1b")
        assert (error.code, error.retryable) == ("no_space", False)
        assert "1.3 GB more are needed" in error.message
        assert str(sim.folder) in error.message

    async def test_no_space_where_the_folder_is_not_known(self, sim: Bench) -> None:
        node(sim).faults.no_space = True
        node(sim).speeds.pull_rate = 1e9
        error = await sim.fails("pull", "llama3.2:1b")
        assert "no space left on device" in error.message

    async def test_context_canceled_is_tried_once_more(
        self, sim: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module("pull"), "AGAIN_S", 0)
        node(sim).faults.pull_error = "context canceled"
        error = await sim.fails("pull", "llama3.2:1b")
        assert (error.code, error.retryable) == ("interrupted", True)
        starts = [told for told in sim.told if told.status == "pulling manifest"]
        assert len(starts) == 2

    async def test_without_the_word_success_it_has_not_succeeded(self, sim: Bench) -> None:
        async def cut(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, text='{"status":"writing manifest"}\n')

        sim.calls._patient._client._transport = httpx.MockTransport(cut)
        error = await sim.fails("pull", "llama3.2:1b")
        assert (error.code, error.retryable) == ("interrupted", True)


class TestUnload:
    async def test_embedding_models_are_loaded_and_unloaded_by_their_own_door(
        self, sim: Bench
    ) -> None:
        node(sim).install("nomic-embed-text:latest")
        result = await sim.run("load", "nomic-embed-text")
        assert result["size"] > 0
        await sim.run("unload", "nomic-embed-text")
        assert await sim.loaded() == []

    async def test_one_that_stays_in_use_is_said_to_be(
        self, sim: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module("unload"), "LOOK_EVERY_S", 0.001)
        monkeypatch.setattr(module("unload"), "ASK_AGAIN_S", 0.002)
        monkeypatch.setattr(module("unload"), "PATIENCE_S", 0.02)
        node(sim).speeds.unload_s = 3600
        await sim.run("load")
        error = await sim.fails("unload")
        assert error.code == "in_use"
        assert sim.told[-1].status == "waiting until it is idle"


class TestUpdate:
    async def test_from_0_19_on_another_digest_is_another_version(
        self, sim: Bench, registry: Registry
    ) -> None:
        name = registry.name
        await sim.run("pull", name, insecure=True)
        assert (await sim.run("update", name, insecure=True))["outdated"] is False
        registry.publish(b"weights" * 300_000, system=b"You are large.")
        dry = await sim.run("update", name, insecure=True, dry_run=True)
        assert dry["outdated"] is True
        assert dry["digest"] != dry["registry_digest"]

    async def test_layers_on_the_disk_are_not_counted_as_download(
        self, registry: Registry, sim: Bench, tmp_path: Path
    ) -> None:
        await sim.run("pull", registry.name, insecure=True)
        found = node(sim).store.get(parse(registry.name))  # type: ignore[arg-type]
        assert found is not None
        name = parse_name(registry.name)
        path = tmp_path / "manifests" / name.host / name.namespace / name.model / name.tag
        path.parent.mkdir(parents=True)
        path.write_bytes(found.manifest)
        sim.folder = tmp_path
        registry.publish(b"weights" * 300_000, system=b"You are large.")
        dry = await sim.run("update", registry.name, insecure=True, dry_run=True)
        assert (dry["outdated"], dry["download_size"]) == (True, len(b"You are large."))


class TestManifest:
    @pytest.mark.parametrize(
        ("status", "body", "code", "retryable"),
        [
            (401, "", "not_allowed", False),
            (500, "", "registry_busy", True),
            (429, "", "registry_busy", True),
            (302, "", "registry_unsupported", False),
            (200, "<html>", "registry_unsupported", False),
            (200, '{"layers": 5}', "registry_unsupported", False),
        ],
    )
    async def test_registries_that_do_not_answer_as_one(
        self, status: int, body: str, code: str, retryable: bool
    ) -> None:
        transport = httpx.MockTransport(lambda _: httpx.Response(status, text=body))
        with pytest.raises(JobFailedError) as caught:
            await manifest.fetch(parse_name("a"), insecure=False, transport=transport)
        assert (caught.value.error.code, caught.value.error.retryable) == (code, retryable)

    async def test_where_it_asks(self) -> None:
        asked: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(str(request.url))
            return httpx.Response(404)

        transport = httpx.MockTransport(answer)
        for name, insecure in (("llama3.2", False), ("r.example:5000/ns/m:t", True)):
            found = await manifest.fetch(parse_name(name), insecure=insecure, transport=transport)
            assert found is None
        assert asked == [
            "https://registry.ollama.ai/v2/library/llama3.2/manifests/latest",
            "http://r.example:5000/v2/ns/m/manifests/t",
        ]


class TestShow:
    def test_small_answers_stay_whole(self) -> None:
        answer = {"modelfile": "FROM x", "model_info": {"tokens": ["a"]}}
        assert smaller(answer) == answer

    def test_lists_of_a_verbose_answer_go_first(self) -> None:
        tokens = ["x" * 100] * (MAX_BYTES // 100)
        answer = {"modelfile": "FROM x", "model_info": {"tokens": tokens, "n": 1}}
        assert smaller(answer) == {
            "modelfile": "FROM x",
            "model_info": {"n": 1},
            "left_out": ["model_info.tokens"],
        }

    def test_then_what_is_largest(self) -> None:
        answer = {"modelfile": "FROM x", "license": "l" * MAX_BYTES}
        assert smaller(answer) == {"modelfile": "FROM x", "left_out": ["license"]}


async def test_ollama_is_down(sim: Bench) -> None:
    node(sim).faults.status = 502
    for kind in ("load", "unload", "pull", "delete", "show", "update"):
        assert not (await sim.fails(kind)).code.startswith("internal")


class TestTransfer:
    async def test_names_left_behind_go_though_another_transfer_is_quicker(
        self, sim: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        names = [f"127.0.0.1:4000{n}/obt-secret/tiny:1b" for n in range(2)]
        for name in names:
            await sim.calls.ask("POST", "/api/copy", {"source": sim.model, "destination": name})
        listed = await all_installed(sim.calls)
        await sim.calls.ask("DELETE", "/api/delete", {"model": names[0]})

        async def as_it_was(_calls: object) -> list[Tag]:
            return listed

        monkeypatch.setattr(module("transfer"), "all_installed", as_it_was)
        await module("transfer").tidy(sim.job("transfer", source_client_id="desk"))
        assert await sim.names() == [sim.model]

    async def test_cancelled_while_it_opens_it_leaves_nothing_open(self, sim: Bench) -> None:
        loop = asyncio.get_running_loop()
        opening, closed = asyncio.Event(), asyncio.Queue[str]()
        there = threading.Event()

        class Slow:
            relay = AsyncMock()

            def open(self, *_asked: object) -> tuple[str, str]:
                loop.call_soon_threadsafe(opening.set)
                there.wait(10)
                return "a registry", "relay"

            def close(self, registry: str) -> None:
                closed.put_nowait(registry)

        slow: Any = Slow()
        job = replace(sim.job("transfer", source_client_id="desk"), transfers=slow)
        running = asyncio.create_task(module("transfer").transfer(job))
        await opening.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert closed.empty()
        there.set()
        async with asyncio.timeout(30):
            assert await closed.get() == "a registry"

    async def test_a_name_that_will_not_go_is_an_error(
        self, sim: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = "127.0.0.1:40000/obt-secret/tiny:1b"
        await sim.calls.ask("POST", "/api/copy", {"source": sim.model, "destination": name})

        async def refused(*_asked: object) -> None:
            raise failed("ollama_error", "no")

        monkeypatch.setattr(sim.calls, "ask", refused)
        with pytest.raises(JobFailedError):
            await module("transfer").tidy(sim.job("transfer", source_client_id="desk"))
