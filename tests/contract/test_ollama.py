"""What OBT relies on, asked of the simulated and of a real Ollama alike."""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from tests.contract.conftest import Target

NO_DIGEST = "sha256:" + "a" * 64


def lines(reply: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in reply.text.splitlines() if line]


async def until(check: Callable[[], Awaitable[bool]], timeout_s: float = 10) -> None:
    """A real Ollama unloads when it likes: look until it has."""
    deadline = time.monotonic() + timeout_s
    while not await check():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.05)


async def loaded(ollama: Target) -> list[str]:
    return [m["name"] for m in (await ollama.http.get("/api/ps")).json()["models"]]


class TestReading:
    async def test_root_and_version(self, ollama: Target) -> None:
        assert (await ollama.http.get("/")).text == "Ollama is running"
        reply = await ollama.http.get("/api/version")
        assert reply.json() == {"version": ollama.profile.version}

    async def test_tags(self, ollama: Target) -> None:
        models = (await ollama.http.get("/api/tags")).json()["models"]
        (model,) = [m for m in models if m["name"] == ollama.model]
        assert model["model"] == model["name"]
        assert len(model["digest"]) == 64
        assert isinstance(model["size"], int)
        assert set(model["details"]) >= {"family", "families", "format", "parameter_size"}
        assert ("capabilities" in model) == ollama.profile.tags_say_capabilities

    async def test_show(self, ollama: Target) -> None:
        told = (await ollama.http.post("/api/show", json={"model": ollama.model})).json()
        assert told["capabilities"] == ["completion"]
        family = told["model_info"]["general.architecture"]
        assert told["model_info"][f"{family}.context_length"] > 0
        assert "FROM " in told["modelfile"]

    async def test_names_are_matched_without_case(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/show", json={"model": ollama.model.upper()})
        assert reply.status_code == 200

    async def test_show_of_what_is_not_there(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/show", json={"model": "none:1b"})
        assert reply.status_code == 404
        assert reply.json() == {"error": "model 'none:1b' not found"}


class TestBadRequests:
    @pytest.mark.parametrize(
        ("content", "error"),
        [
            (b"", "missing request body"),
            (b"{nope", "invalid character 'n' looking for beginning of object key string"),
            (b"{}", "model is required"),
        ],
    )
    async def test_bodies(self, ollama: Target, content: bytes, error: str) -> None:
        reply = await ollama.http.post("/api/show", content=content)
        assert reply.status_code == 400
        assert reply.json() == {"error": error}

    async def test_a_wrong_type(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/show", json={"model": 5})
        assert reply.status_code == 400
        assert reply.json()["error"].startswith("json: cannot unmarshal number into Go struct")

    async def test_unknown_paths_and_methods(self, ollama: Target) -> None:
        unknown = await ollama.http.get("/api/nothing")
        assert (unknown.status_code, unknown.text) == (404, "404 page not found")
        method = await ollama.http.post("/api/tags")
        assert (method.status_code, method.text) == (405, "405 method not allowed")

    @pytest.mark.parametrize(
        ("path", "body", "status", "error"),
        [
            ("generate", {"model": "none"}, 404, "model 'none' not found"),
            ("chat", {"model": "none"}, 404, None),
            ("embed", {"model": "none"}, 404, 'model "none" not found, try pulling it first'),
            ("copy", {"source": "none", "destination": "x"}, 404, 'model "none" not found'),
            ("pull", {"model": "a b"}, 400, "invalid model name"),
            ("create", {"model": "a b", "from": "x"}, 400, "invalid model name"),
        ],
    )
    async def test_names(
        self, ollama: Target, path: str, body: dict[str, Any], status: int, error: str | None
    ) -> None:
        reply = await ollama.http.post(f"/api/{path}", json=body)
        assert reply.status_code == status
        assert error is None or reply.json() == {"error": error}

    @pytest.mark.parametrize(
        ("path", "more", "error"),
        [
            ("generate", {"prompt": "x", "think": True}, "does not support thinking"),
            ("generate", {"keep_alive": "300"}, 'time: missing unit in duration "300"'),
            ("generate", {"prompt": "x", "raw": True, "system": "y"}, "raw mode does not support"),
            ("chat", {"messages": [{"role": "user", "content": "x"}], "tools": [
                {"type": "function", "function": {"name": "f", "description": "d",
                 "parameters": {"type": "object", "properties": {}}}}]}, "does not support tools"),
        ],
    )  # fmt: skip
    async def test_what_a_model_cannot_do(
        self, ollama: Target, path: str, more: dict[str, Any], error: str
    ) -> None:
        reply = await ollama.http.post(f"/api/{path}", json={"model": ollama.model} | more)
        assert reply.status_code == 400
        assert error in reply.json()["error"]


class TestLoading:
    async def test_load_is_one_object_without_metrics(self, ollama: Target) -> None:
        body = {"model": ollama.model, "keep_alive": "5m"}
        (line,) = lines(await ollama.http.post("/api/generate", json=body))
        assert line["done"] is True
        assert line["done_reason"] == "load"
        assert "eval_count" not in line

        (model,) = (await ollama.http.get("/api/ps")).json()["models"]
        assert model["name"] == ollama.model
        assert model["size_vram"] <= model["size"]
        assert ("context_length" in model) == ollama.profile.ps_says_context
        assert model["expires_at"]

    async def test_unload_is_asynchronous_but_happens(self, ollama: Target) -> None:
        await ollama.http.post("/api/generate", json={"model": ollama.model})
        body = {"model": ollama.model, "keep_alive": 0}
        (line,) = lines(await ollama.http.post("/api/generate", json=body))
        assert line["done_reason"] == "unload"

        async def gone() -> bool:
            return await loaded(ollama) == []

        await until(gone)

    async def test_for_ever_is_a_far_time(self, ollama: Target) -> None:
        await ollama.http.post("/api/generate", json={"model": ollama.model, "keep_alive": -1})
        (model,) = (await ollama.http.get("/api/ps")).json()["models"]
        assert int(model["expires_at"][:4]) > 2300

    async def test_unloading_what_is_not_loaded_is_fine(self, ollama: Target) -> None:
        body = {"model": ollama.model, "keep_alive": 0}
        for _ in range(2):
            assert (await ollama.http.post("/api/generate", json=body)).status_code == 200


class TestGenerating:
    OPTIONS = {"num_predict": 4, "temperature": 0, "seed": 1}

    async def test_a_stream(self, ollama: Target) -> None:
        body = {"model": ollama.model, "prompt": "Once upon a time", "options": self.OPTIONS}
        reply = await ollama.http.post("/api/generate", json=body | {"raw": True})
        assert reply.headers["content-type"] == "application/x-ndjson"
        *chunks, last = lines(reply)
        assert len(chunks) == 4
        assert all(chunk["done"] is False and chunk["response"] for chunk in chunks)
        assert last["done"] is True
        assert last["done_reason"] == "length"
        assert last["eval_count"] == 4
        for key in ("total_duration", "load_duration", "prompt_eval_duration", "eval_duration"):
            assert last[key] > 0
        parts = last["load_duration"] + last["prompt_eval_duration"] + last["eval_duration"]
        assert last["total_duration"] >= parts * 0.99

    async def test_a_chat_in_one_piece(self, ollama: Target) -> None:
        messages = [{"role": "user", "content": "Say hello."}]
        body = {"model": ollama.model, "messages": messages, "stream": False}
        reply = await ollama.http.post("/api/chat", json=body | {"options": self.OPTIONS})
        whole = reply.json()
        assert whole["message"]["role"] == "assistant"
        assert whole["message"]["content"]
        assert whole["eval_count"] == 4


class TestEmbedding:
    async def test_vectors_are_normalised(self, ollama: Target) -> None:
        reply = await ollama.http.post(
            "/api/embed", json={"model": ollama.model, "input": ["a", "b"]}
        )
        vectors = reply.json()["embeddings"]
        assert len(vectors) == 2
        assert sum(x * x for x in vectors[0]) == pytest.approx(1, abs=1e-3)

    async def test_no_input_only_loads(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/embed", json={"model": ollama.model, "input": []})
        assert reply.json() == {"model": ollama.model, "embeddings": []}


class TestModels:
    async def test_copy_and_delete(self, ollama: Target) -> None:
        body = {"source": ollama.model, "destination": "contract-copy:1b"}
        reply = await ollama.http.post("/api/copy", json=body)
        assert (reply.status_code, reply.content) == (200, b"")
        tags = (await ollama.http.get("/api/tags")).json()["models"]
        digests = {m["name"]: m["digest"] for m in tags}
        assert digests["contract-copy:1b"] == digests[ollama.model]
        gone = {"model": "contract-copy:1b"}
        reply = await ollama.http.request("DELETE", "/api/delete", json=gone)
        assert (reply.status_code, reply.content) == (200, b"")
        reply = await ollama.http.request("DELETE", "/api/delete", json=gone)
        assert reply.status_code == 404
        assert reply.json() == {"error": "model 'contract-copy:1b' not found"}

    async def test_create_from_a_model(self, ollama: Target) -> None:
        body = {"model": "contract-made:1b", "from": ollama.model, "system": "Be brief."}
        statuses = [
            line["status"] for line in lines(await ollama.http.post("/api/create", json=body))
        ]
        assert statuses[0].startswith("using existing layer sha256:")
        assert any(status.startswith("creating new layer sha256:") for status in statuses)
        assert statuses[-2:] == ["writing manifest", "success"]
        told = await ollama.http.post("/api/show", json={"model": "contract-made:1b"})
        assert told.json()["system"] == "Be brief."
        await ollama.http.request("DELETE", "/api/delete", json={"model": "contract-made:1b"})

    async def test_create_from_nothing(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/create", json={"model": "x:1b"})
        if ollama.profile.first_error_has_status:
            assert reply.status_code == 400
        else:
            assert reply.status_code == 200
        assert lines(reply)[-1]["error"] == "neither 'from' or 'files' was specified"

    async def test_blobs(self, ollama: Target) -> None:
        data = b"contract " + str(time.time_ns()).encode()
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        path = f"/api/blobs/{digest}"
        assert (await ollama.http.head(path)).status_code == 404
        assert (await ollama.http.post(path, content=data)).status_code == 201
        assert (await ollama.http.head(path)).status_code == 200
        assert (await ollama.http.post(path, content=data)).status_code == 200
        assert (await ollama.http.head("/api/blobs/nonsense")).status_code == 400
        wrong = await ollama.http.post(f"/api/blobs/{NO_DIGEST}", content=data)
        assert wrong.status_code == 400
        assert wrong.json()["error"].startswith("digest mismatch, expected")


class TestRegistries:
    async def test_a_registry_that_is_not_there(self, ollama: Target, closed_port: int) -> None:
        body = {"model": f"127.0.0.1:{closed_port}/library/x:1b", "insecure": True}
        first, last = lines(await ollama.http.post("/api/pull", json=body))
        assert first == {"status": "pulling manifest"}
        url = f"http://127.0.0.1:{closed_port}/v2/library/x/manifests/1b"
        assert last["error"].startswith(f'pull model manifest: Get "{url}": ')
        whole = await ollama.http.post("/api/pull", json=body | {"stream": False})
        assert whole.status_code == 500
        assert whole.json()["error"].startswith("pull model manifest: ")

    async def test_push_of_what_is_not_there_fails_in_the_stream(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/push", json={"model": "none:1b"})
        assert reply.status_code == 200
        first, *_, last = lines(reply)
        assert first == {"status": "retrieving manifest"}
        assert "no such file or directory" in last["error"]
