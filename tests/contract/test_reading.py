"""What an Ollama tells of itself and its models."""

import pytest
from tests.contract.conftest import Target

from obt.client.ollama import parse


class TestItself:
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    async def test_root(self, ollama: Target, method: str) -> None:
        reply = await ollama.http.request(method, "/")
        assert (reply.status_code, reply.text) == (
            200,
            "Ollama is running" if method == "GET" else "",
        )

    async def test_version(self, ollama: Target) -> None:
        reply = await ollama.http.get("/api/version")
        assert reply.json() == {"version": ollama.profile.version}
        assert reply.headers["content-type"] == "application/json; charset=utf-8"

    async def test_cloud_status(self, ollama: Target) -> None:
        reply = await ollama.http.get("/api/status")
        assert reply.status_code == (200 if ollama.profile.has_cloud_status else 404)

    @pytest.mark.parametrize(
        ("path", "status"), [("version", 200), ("tags", 200), ("ps", 405), ("nothing", 404)]
    )
    async def test_head(self, ollama: Target, path: str, status: int) -> None:
        assert (await ollama.http.head(f"/api/{path}")).status_code == status

    async def test_unknown_path(self, ollama: Target) -> None:
        reply = await ollama.http.get("/api/nothing")
        assert (reply.status_code, reply.text) == (404, "404 page not found")

    @pytest.mark.parametrize(
        ("method", "path"), [("POST", "/api/tags"), ("GET", "/api/generate"), ("POST", "/")]
    )
    async def test_wrong_method(self, ollama: Target, method: str, path: str) -> None:
        reply = await ollama.http.request(method, path)
        assert (reply.status_code, reply.text) == (405, "405 method not allowed")


class TestModels:
    async def test_tags(self, ollama: Target) -> None:
        model = (await ollama.tagged())[ollama.model]
        assert model["model"] == model["name"]
        assert len(model["digest"]) == 64
        assert isinstance(model["size"], int)
        assert set(model["details"]) >= {
            *("parent_model", "family", "families", "format"),
            *("parameter_size", "quantization_level"),
        }
        assert ("capabilities" in model) == ollama.profile.tags_say_capabilities

    async def test_the_newest_is_first(self, ollama: Target) -> None:
        """To the second: within one, any order."""
        body = {"source": ollama.model, "destination": "contract-new:1b"}
        await ollama.http.post("/api/copy", json=body)
        seconds = [model["modified_at"][:19] for model in (await ollama.tagged()).values()]
        await ollama.delete("contract-new:1b")
        assert len(seconds) >= 2
        assert seconds == sorted(seconds, reverse=True)

    @pytest.mark.parametrize("key", ["model", "name"])
    async def test_show(self, ollama: Target, key: str) -> None:
        told = (await ollama.http.post("/api/show", json={key: ollama.model})).json()
        assert told["capabilities"] == ["completion"]
        family = told["model_info"]["general.architecture"]
        assert told["model_info"][f"{family}.context_length"] > 0
        assert told["model_info"]["general.parameter_count"] > 100_000_000
        assert f"\n# FROM {ollama.model}\n\nFROM /" in told["modelfile"]
        assert "/blobs/sha256-" in told["modelfile"]
        attention = parse.shown(told).attention
        assert attention is not None
        assert attention.kv_heads <= attention.layers * attention.heads
        assert told["template"]
        assert "system" not in told

    async def test_names_are_matched_without_case(self, ollama: Target) -> None:
        reply = await ollama.http.post("/api/show", json={"model": ollama.model.upper()})
        assert reply.status_code == 200
