"""Loading, generating, embedding."""

from typing import Any

import pytest
from tests.contract.conftest import Target, lines, until

LIMIT = {"num_predict": 4, "temperature": 0, "seed": 1}
HI = [{"role": "user", "content": "Say hello."}]


class TestLoading:
    @pytest.mark.parametrize(("path", "said"), [("generate", "response"), ("chat", "message")])
    async def test_load_is_one_object_without_metrics(
        self, ollama: Target, path: str, said: str
    ) -> None:
        body = {"model": ollama.model, "keep_alive": "5m"}
        (line,) = lines(await ollama.http.post(f"/api/{path}", json=body))
        assert set(line) == {"model", "created_at", said, "done", "done_reason"}
        assert (line["done"], line["done_reason"]) == (True, "load")
        (model,) = await ollama.loaded()
        assert model["name"] == model["model"] == ollama.model
        assert model["digest"] == (await ollama.tagged())[ollama.model]["digest"]
        assert 0 <= model["size_vram"] <= model["size"]
        assert ("context_length" in model) == ollama.profile.ps_says_context
        assert model["expires_at"]

    @pytest.mark.parametrize("path", ["generate", "chat"])
    async def test_unload_is_asynchronous_but_happens(self, ollama: Target, path: str) -> None:
        await ollama.http.post("/api/generate", json={"model": ollama.model})
        body = {"model": ollama.model, "keep_alive": 0}
        for _ in range(2):  # whether it is loaded or not
            (line,) = lines(await ollama.http.post(f"/api/{path}", json=body))
            assert line["done_reason"] == "unload"

        async def gone() -> bool:
            return await ollama.loaded() == []

        await until(gone)

    async def test_for_ever_is_a_far_time_and_sticks(self, ollama: Target) -> None:
        for keep in ({"keep_alive": -1}, {}, {"keep_alive": "-1m"}):
            await ollama.http.post("/api/generate", json={"model": ollama.model} | keep)
            (model,) = await ollama.loaded()
            assert int(model["expires_at"][:4]) > 2300

    async def test_other_runner_options_load_it_again(self, ollama: Target) -> None:
        sizes = []
        for context in (1024, 2048):
            options = LIMIT | {"num_ctx": context, "num_predict": 1}
            body = {"model": ollama.model, "prompt": "a", "options": options, "raw": True}
            await ollama.http.post("/api/generate", json=body)
            (model,) = await ollama.loaded()
            sizes.append(model["size"])
        assert sizes[0] < sizes[1]

    async def test_it_leaves_after_use_where_it_is_not_to_be_kept(self, ollama: Target) -> None:
        options = LIMIT | {"num_predict": 1}
        body = {"model": ollama.model, "prompt": "a", "keep_alive": 0, "options": options}
        *_, last = lines(await ollama.http.post("/api/generate", json=body))
        assert last["done_reason"] == "length"

        async def gone() -> bool:
            return await ollama.loaded() == []

        await until(gone)


def has_true_metrics(last: dict[str, Any]) -> None:
    assert (last["done"], last["done_reason"], last["eval_count"]) == (True, "length", 4)
    assert last["prompt_eval_count"] > 0
    durations = ("load_duration", "prompt_eval_duration", "eval_duration")
    assert all(isinstance(last[key], int) and last[key] > 0 for key in durations)
    assert last["total_duration"] >= sum(last[key] for key in durations) * 0.99


class TestGenerating:
    @pytest.mark.parametrize("raw", [True, False])
    async def test_a_stream(self, ollama: Target, raw: bool) -> None:
        body = {"model": ollama.model, "prompt": "Once upon a time", "options": LIMIT, "raw": raw}
        reply = await ollama.http.post("/api/generate", json=body)
        assert reply.headers["content-type"] == "application/x-ndjson"
        *chunks, last = lines(reply)
        assert len(chunks) == 4
        for chunk in chunks:
            assert set(chunk) == {"model", "created_at", "response", "done"}
            assert chunk["done"] is False
            assert chunk["response"]
        has_true_metrics(last)
        assert last["response"] == ""
        assert ("context" in last) != raw
        if not raw:
            assert len(last["context"]) >= last["prompt_eval_count"]

    async def test_in_one_piece(self, ollama: Target) -> None:
        body = {"model": ollama.model, "prompt": "Once", "options": LIMIT, "stream": False}
        reply = await ollama.http.post("/api/generate", json=body)
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        assert not reply.content.endswith(b"\n")
        assert reply.json()["response"]
        has_true_metrics(reply.json())

    async def test_a_chat(self, ollama: Target) -> None:
        body = {"model": ollama.model, "messages": HI, "options": LIMIT}
        *chunks, last = lines(await ollama.http.post("/api/chat", json=body))
        assert len(chunks) == 4
        for chunk in chunks:
            assert set(chunk) == {"model", "created_at", "message", "done"}
            assert chunk["message"]["role"] == "assistant"
            assert chunk["message"]["content"]
        assert last["message"] == {"role": "assistant", "content": ""}
        assert "context" not in last
        has_true_metrics(last)

    async def test_a_chat_in_one_piece(self, ollama: Target) -> None:
        body = {"model": ollama.model, "messages": HI, "stream": False, "options": LIMIT}
        whole = (await ollama.http.post("/api/chat", json=body)).json()
        assert whole["message"]["role"] == "assistant"
        assert whole["message"]["content"]
        has_true_metrics(whole)

    async def test_what_the_last_prompt_had_too_is_not_evaluated_again(
        self, ollama: Target
    ) -> None:
        """The count stays whole, so the prompt's rate is inflated: why prompts must differ."""
        prompt = " ".join(f"word{n}" for n in range(40))
        options = LIMIT | {"num_predict": 1}
        body = {"model": ollama.model, "raw": True, "stream": False, "options": options}
        first, second, other = [
            (await ollama.http.post("/api/generate", json=body | {"prompt": text})).json()
            for text in (f"one {prompt}", f"one {prompt}", f"two {prompt}")
        ]
        assert first["prompt_eval_count"] == second["prompt_eval_count"]
        assert second["prompt_eval_duration"] < first["prompt_eval_duration"] * 0.7
        assert second["prompt_eval_duration"] < other["prompt_eval_duration"] * 0.7

    @pytest.mark.parametrize("path", ["generate", "chat"])
    async def test_a_prompt_longer_than_the_context_is_cut_to_it(
        self, ollama: Target, path: str
    ) -> None:
        """Without a word; what is left is counted, so that a measurement can know."""
        prompt = " ".join(f"word{n}" for n in range(250))
        options = LIMIT | {"num_ctx": 128}
        body = {"model": ollama.model, "stream": False, "options": options, "prompt": prompt}
        body["messages"] = [{"role": "user", "content": prompt}]
        told = (await ollama.http.post(f"/api/{path}", json=body)).json()
        assert told["prompt_eval_count"] == 128


class TestEmbedding:
    @pytest.mark.parametrize(("given", "count"), [("a", 1), (["a", "b"], 2)])
    async def test_vectors_are_normalised(self, ollama: Target, given: object, count: int) -> None:
        body = {"model": ollama.model, "input": given}
        told = (await ollama.http.post("/api/embed", json=body)).json()
        assert len(told["embeddings"]) == count
        assert sum(x * x for x in told["embeddings"][0]) == pytest.approx(1, abs=1e-3)
        assert told["prompt_eval_count"] >= count
        assert told["total_duration"] >= told["load_duration"] > 0

    @pytest.mark.parametrize("more", [{}, {"input": []}, {"input": ""}])
    async def test_no_input_only_loads(self, ollama: Target, more: dict[str, Any]) -> None:
        reply = await ollama.http.post("/api/embed", json={"model": ollama.model} | more)
        assert reply.json() == {"model": ollama.model, "embeddings": []}

    async def test_the_legacy_one(self, ollama: Target) -> None:
        body = {"model": ollama.model, "prompt": "a"}
        (vector,) = (await ollama.http.post("/api/embeddings", json=body)).json().values()
        assert len(vector) == 576
        reply = await ollama.http.post("/api/embeddings", json={"model": ollama.model})
        assert reply.json() == {"embedding": []}
