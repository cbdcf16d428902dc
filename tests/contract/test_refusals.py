"""What an Ollama says no to, word for word."""

from typing import Any

import pytest
from tests.contract.conftest import Target

TOOL = {
    "type": "function",
    "function": {
        "name": "f",
        "description": "d",
        "parameters": {"type": "object", "properties": {}},
    },
}
HI = [{"role": "user", "content": "hi"}]
FULL = "registry.ollama.ai/library/smollm2:135m"


class TestBodies:
    @pytest.mark.parametrize(
        ("content", "error"),
        [
            (b"", "missing request body"),
            (b"{}", "model is required"),
            (b"{nope", "invalid character 'n' looking for beginning of object key string"),
            (b"{'a'", r"invalid character '\'' looking for beginning of object key string"),
            (b'{"model":"a",}', "invalid character '}' looking for beginning of object key string"),
            (b'{"model" 5', "invalid character '5' after object key"),
            (b'{"model":', "unexpected EOF"),
            (b'{"model":"a', "unexpected EOF"),
            (b"?", "invalid character '?' looking for beginning of value"),
            (b"[1]", "json: cannot unmarshal array into Go value of type api.ShowRequest"),
            (b"5", "json: cannot unmarshal number into Go value of type api.ShowRequest"),
            (
                b'{"model": 5}',
                "json: cannot unmarshal number into Go struct field ShowRequest.model"
                " of type string",
            ),
        ],
    )
    async def test_of_show(self, ollama: Target, content: bytes, error: str) -> None:
        reply = await ollama.http.post("/api/show", content=content)
        assert (reply.status_code, reply.json()) == (400, {"error": error})

    @pytest.mark.parametrize(
        "path", ["generate", "chat", "embed", "pull", "push", "create", "copy"]
    )
    async def test_none(self, ollama: Target, path: str) -> None:
        reply = await ollama.http.post(f"/api/{path}")
        assert (reply.status_code, reply.json()) == (400, {"error": "missing request body"})

    async def test_what_follows_the_object_is_ignored(self, ollama: Target) -> None:
        content = f'{{"model": "{ollama.model}", "unknown": 1}} and more'.encode()
        assert (await ollama.http.post("/api/show", content=content)).status_code == 200


class TestNames:
    @pytest.mark.parametrize(
        ("path", "body", "status", "error"),
        [
            ("generate", {"model": ""}, 404, "model '' not found"),
            ("generate", {"model": "none"}, 404, "model 'none' not found"),
            ("chat", {"model": ""}, 400, "model is required"),
            ("chat", {"model": "a b"}, 400, "model is required"),
            ("embed", {"model": "none"}, 404, 'model "none" not found, try pulling it first'),
            ("copy", {}, 400, 'source "" is invalid'),
            ("copy", {"source": "a b", "destination": "x"}, 400, 'source "a b" is invalid'),
            ("copy", {"source": "x", "destination": "a b"}, 400, 'destination "a b" is invalid'),
            ("copy", {"source": "none", "destination": "x"}, 404, 'model "none" not found'),
            ("pull", {"model": "a b"}, 400, "invalid model name"),
            ("pull", {"model": "h:1/m"}, 400, "invalid model name"),
            ("push", {}, 400, "model is required"),
            ("create", {"model": "a b", "from": "x"}, 400, "invalid model name"),
        ],
    )
    async def test_alike_in_all_versions(
        self, ollama: Target, path: str, body: dict[str, Any], status: int, error: str
    ) -> None:
        reply = await ollama.http.post(f"/api/{path}", json=body)
        assert (reply.status_code, reply.json()) == (status, {"error": error})

    async def test_show(self, ollama: Target) -> None:
        for asked, shown in (("none", "none:latest"), ("none:1b", "none:1b")):
            reply = await ollama.http.post("/api/show", json={"model": asked})
            error = ollama.profile.show_missing.format(asked=asked, shown=shown)
            assert (reply.status_code, reply.json()) == (404, {"error": error})
        reply = await ollama.http.post("/api/show", json={"model": "a b"})
        assert (reply.status_code, reply.json()["error"]) == ollama.profile.show_bad_name

    async def test_chat(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/chat", json={"model": "none"})
        error = ollama.profile.chat_missing.format(asked="none")
        assert (reply.status_code, reply.json()) == (404, {"error": error})

    async def test_generate(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/generate", json={"model": "a b"})
        status, error = ollama.profile.generate_bad_name
        assert reply.status_code == status
        assert reply.json() == {"error": error.format(asked="a b")}

    @pytest.mark.parametrize(
        ("name", "status", "error"),
        [
            ("", 400, 'name "" is invalid'),
            ("a b", 400, 'name "a b" is invalid'),
            ("none", 404, "model 'none' not found"),
        ],
    )
    async def test_delete(self, ollama: Target, name: str, status: int, error: str) -> None:
        reply = await ollama.http.request("DELETE", "/api/delete", json={"model": name})
        assert (reply.status_code, reply.json()) == (status, {"error": error})


class TestWhatAModelCannotDo:
    @pytest.mark.parametrize(
        ("path", "more", "error"),
        [
            ("chat", {"messages": HI, "tools": [TOOL]}, f"{FULL} does not support tools"),
            ("generate", {"prompt": "x", "suffix": "y"}, f"{FULL} does not support insert"),
            (
                "generate",
                {"prompt": "x", "raw": True, "system": "y"},
                "raw mode does not support template, system, or context",
            ),
        ],
    )
    async def test_alike_in_all_versions(
        self, ollama: Target, path: str, more: dict[str, Any], error: str
    ) -> None:
        reply = await ollama.http.post(f"/api/{path}", json={"model": ollama.model} | more)
        assert (reply.status_code, reply.json()) == (400, {"error": error})

    @pytest.mark.parametrize(
        ("path", "more"), [("generate", {"prompt": "x"}), ("chat", {"messages": HI})]
    )
    async def test_think(self, ollama: Target, path: str, more: dict[str, Any]) -> None:
        body = {"model": ollama.model, "think": True} | more
        reply = await ollama.http.post(f"/api/{path}", json=body)
        error = ollama.profile.thinking_refused.format(asked=ollama.model, full=FULL)
        assert (reply.status_code, reply.json()) == (400, {"error": error})


class TestValues:
    @pytest.mark.parametrize(
        ("value", "error"),
        [
            ("300", 'time: missing unit in duration "300"'),
            ("-1", 'time: missing unit in duration "-1"'),
            ("5 m", 'time: unknown unit " m" in duration "5 m"'),
            ("soon", 'time: invalid duration "soon"'),
            (True, "Unsupported type: 'bool'"),
            ([1], "Unsupported type: '[]interface {}'"),
        ],
    )
    async def test_keep_alive(self, ollama: Target, value: object, error: str) -> None:
        body = {"model": ollama.model, "keep_alive": value}
        reply = await ollama.http.post("/api/generate", json=body)
        assert (reply.status_code, reply.json()) == (400, {"error": error})

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("num_ctx", "integer"), ("num_predict", "integer"), ("temperature", "float32")],
    )
    async def test_options(self, ollama: Target, name: str, kind: str) -> None:
        body = {"model": ollama.model, "prompt": "x", "options": {name: "much"}}
        reply = await ollama.http.post("/api/generate", json=body)
        error = f'option "{name}" must be of type {kind}'
        assert (reply.status_code, reply.json()) == (500, {"error": error})

    async def test_format(self, ollama: Target) -> None:
        body = {"model": ollama.model, "prompt": "x", "stream": False, "format": "bad"}
        reply = await ollama.http.post("/api/generate", json=body)
        error = r'invalid format: "\"bad\""; expected "json" or a valid JSON Schema object'
        assert (reply.status_code, reply.json()) == (500, {"error": error})

    @pytest.mark.parametrize("given", [5, [5], {"a": "b"}])
    async def test_input(self, ollama: Target, given: object) -> None:
        reply = await ollama.http.post("/api/embed", json={"model": ollama.model, "input": given})
        assert (reply.status_code, reply.json()) == (400, {"error": "invalid input type"})

    @pytest.mark.parametrize("method", ["HEAD", "POST"])
    async def test_digest(self, ollama: Target, method: str) -> None:
        reply = await ollama.http.request(method, "/api/blobs/nonsense", content=b"x")
        assert reply.status_code == 400
        if method == "POST":
            assert reply.json() == {"error": "invalid digest format"}
