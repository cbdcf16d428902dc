"""Copy, delete, create, blobs, pull and push."""

import hashlib
import re
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.contract.conftest import Target, lines

NO_DIGEST = "sha256:" + "a" * 64
MADE = "contract-made:1b"


@pytest.fixture
async def weights(ollama: Target) -> str:
    """The digest of the weights, which are a blob here."""
    told = (await ollama.http.post("/api/show", json={"model": ollama.model})).json()
    found = re.search(r"^FROM \S*sha256-([0-9a-f]{64})$", told["modelfile"], re.MULTILINE)
    assert found
    return f"sha256:{found[1]}"


@pytest.fixture
async def made(ollama: Target) -> AsyncIterator[str]:
    """A name that is free, and is afterwards."""
    yield MADE
    await ollama.delete(MADE)


async def test_copy_and_delete(ollama: Target, made: str) -> None:
    reply = await ollama.http.post("/api/copy", json={"source": ollama.model, "destination": made})
    assert (reply.status_code, reply.content) == (200, b"")
    models = await ollama.tagged()
    assert models[made]["digest"] == models[ollama.model]["digest"]
    reply = await ollama.http.request("DELETE", "/api/delete", json={"model": made})
    assert (reply.status_code, reply.content) == (200, b"")
    assert made not in await ollama.tagged()
    assert ollama.model in await ollama.tagged()


class TestCreate:
    async def test_from_a_model(self, ollama: Target, made: str, weights: str) -> None:
        body = {"model": made, "from": ollama.model, "system": "Be brief."}
        said = lines(await ollama.http.post("/api/create", json=body))
        first, *layers, written, success = [line["status"] for line in said]
        assert first == f"using existing layer {weights}"
        assert any(status.startswith("creating new layer sha256:") for status in layers)
        assert (written, success) == ("writing manifest", "success")
        told = (await ollama.http.post("/api/show", json={"model": made})).json()
        assert told["system"] == "Be brief."
        assert told["details"]["parent_model"] == ollama.model
        models = await ollama.tagged()
        assert models[made]["digest"] != models[ollama.model]["digest"]

    async def test_from_a_file(self, ollama: Target, made: str, weights: str) -> None:
        body = {
            "model": made,
            "files": {"weights.gguf": weights},
            "template": "{{ .Prompt }}",
            "system": "Be kind.",
            "license": ["One", "Two"],
            "parameters": {"temperature": 0.5, "stop": ["a", "b"], "num_ctx": 2048},
        }
        said = lines(await ollama.http.post("/api/create", json=body))
        statuses = [line["status"] for line in said]
        assert statuses[:2] == ["parsing GGUF", f"using existing layer {weights}"]
        assert statuses[-2:] == ["writing manifest", "success"]
        told = (await ollama.http.post("/api/show", json={"model": made})).json()
        assert told["template"] == "{{ .Prompt }}"
        assert told["system"] == "Be kind."
        assert told["license"] == "One\nTwo"
        assert sorted(told["parameters"].splitlines()) == [
            "num_ctx                        2048",
            'stop                           "a"',
            'stop                           "b"',
            "temperature                    0.5",
        ]
        for line in (
            *("TEMPLATE {{ .Prompt }}", "SYSTEM Be kind.", "PARAMETER stop a"),
            *("PARAMETER stop b", "PARAMETER num_ctx 2048", "LICENSE One", "LICENSE Two"),
        ):
            assert f"\n{line}\n" in told["modelfile"]

    async def test_what_is_not_said_stays(self, ollama: Target, made: str) -> None:
        for parameters in ({"temperature": 0.5, "num_ctx": 2048}, {"temperature": 0.7}):
            body = {"model": made, "from": ollama.model, "parameters": parameters}
            await ollama.http.post("/api/create", json=body)
            ollama.model = made
        told = (await ollama.http.post("/api/show", json={"model": made})).json()
        words = [line.split() for line in told["parameters"].splitlines()]
        assert ["temperature", "0.7"] in words
        assert ["num_ctx", "2048"] in words

    @pytest.mark.parametrize(
        ("more", "error"),
        [
            ({}, "neither 'from' or 'files' was specified"),
            ({"from": "a b"}, "invalid model name"),
        ],
    )
    async def test_a_refusal(self, ollama: Target, more: dict[str, Any], error: str) -> None:
        reply = await ollama.http.post("/api/create", json={"model": MADE} | more)
        assert reply.status_code == (400 if ollama.profile.first_error_has_status else 200)
        (line,) = lines(reply)
        assert line["error"] == error
        body = {"model": MADE, "stream": False} | more
        reply = await ollama.http.post("/api/create", json=body)
        assert (reply.status_code, reply.json()) == (400, {"error": error})

    async def test_a_bad_template(self, ollama: Target) -> None:
        body = {"model": MADE, "from": ollama.model, "template": "{{ .Nope", "stream": False}
        reply = await ollama.http.post("/api/create", json=body)
        error = "template error: template: :1: unclosed action"
        assert (reply.status_code, reply.json()) == (400, {"error": error})

    async def test_a_file_that_is_not_there(self, ollama: Target) -> None:
        body = {"model": MADE, "files": {"x.gguf": NO_DIGEST}}
        first, last = lines(await ollama.http.post("/api/create", json=body))
        assert first == {"status": "parsing GGUF"}
        assert last["error"].endswith(f"sha256-{'a' * 64}: no such file or directory")

    async def test_a_quantization_that_is_none(self, ollama: Target) -> None:
        body = {"model": MADE, "from": ollama.model, "quantize": "q9_9"}
        reply = await ollama.http.post("/api/create", json=body | {"stream": False})
        assert reply.status_code == 500
        assert reply.json()["error"].startswith("unsupported quantization type Q9_9")

    async def test_a_base_that_cannot_be_pulled(
        self, ollama: Target, made: str, closed_port: int
    ) -> None:
        """Why OBT never asks for a base that is not here: 0.9.3 makes a model of nothing."""
        body = {"model": made, "from": f"127.0.0.1:{closed_port}/library/x:1b"}
        first, failed, *more = lines(await ollama.http.post("/api/create", json=body))
        assert first == {"status": "pulling manifest"}
        url = f"https://127.0.0.1:{closed_port}/v2/library/x/manifests/1b"
        assert failed["error"].startswith(f'pull model manifest: Get "{url}": ')
        hollow = ollama.profile.hollow_create
        assert (made in await ollama.tagged()) == hollow
        assert [line["status"] for line in more] == ["writing manifest", "success"] * hollow


async def test_blobs(ollama: Target) -> None:
    data = b"contract " + str(time.time_ns()).encode()
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    path = f"/api/blobs/{digest}"
    assert (await ollama.http.head(path)).status_code == 404
    assert (await ollama.http.post(path, content=data)).status_code == 201
    assert (await ollama.http.head(path)).status_code == 200
    assert (await ollama.http.post(path, content=data)).status_code == 200
    wrong = await ollama.http.post(f"/api/blobs/{NO_DIGEST}", content=data)
    error = f'digest mismatch, expected "{NO_DIGEST}", got "{digest}"'
    assert (wrong.status_code, wrong.json()) == (400, {"error": error})


class TestRegistries:
    async def test_one_that_is_not_there(self, ollama: Target, closed_port: int) -> None:
        body = {"model": f"127.0.0.1:{closed_port}/library/x:1b", "insecure": True}
        first, last = lines(await ollama.http.post("/api/pull", json=body))
        assert first == {"status": "pulling manifest"}
        url = f"http://127.0.0.1:{closed_port}/v2/library/x/manifests/1b"
        assert last["error"].startswith(f'pull model manifest: Get "{url}": ')
        whole = await ollama.http.post("/api/pull", json=body | {"stream": False})
        assert whole.status_code == 500
        assert whole.json()["error"].startswith("pull model manifest: ")

    @pytest.mark.parametrize(
        ("name", "error"),
        [
            ("none:1b", "registry.ollama.ai/library/none/1b: no such file or directory"),
            ("a b", "file does not exist"),
        ],
    )
    async def test_push_of_what_is_not_there(self, ollama: Target, name: str, error: str) -> None:
        reply = await ollama.http.post("/api/push", json={"model": name})
        assert reply.status_code == 200
        first, second, last = lines(reply)
        assert first == {"status": "retrieving manifest"}
        assert second == {"status": "couldn't retrieve manifest"}
        assert last["error"].endswith(error)
        whole = await ollama.http.post("/api/push", json={"model": name, "stream": False})
        assert (whole.status_code, whole.json()) == (500, last)
