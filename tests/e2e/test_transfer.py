"""A model goes from one real Ollama to another; both listen on loopback only."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.programs import MODEL, Fleet, Machine, fleet, until

pytestmark = pytest.mark.ollama
__all__ = ["fleet"]
NEW = "traveller:135m"


def layers(machine: Machine, model: str) -> list[Any]:
    name, tag = model.split(":")
    folder: Path = machine.node.models
    manifest = folder / "manifests/registry.ollama.ai/library" / name / tag
    found = json.loads(manifest.read_bytes())["layers"]
    for layer in found:
        blob = folder / "blobs" / layer["digest"].replace(":", "-")
        assert blob.stat().st_size == layer["size"]
    return [(layer["mediaType"], layer["digest"], layer["size"]) for layer in found]


def transferred(fleet: Fleet, source: str, target: str) -> dict[str, Any]:
    operation = {"kind": "transfer", "source_client_id": source}
    (job,) = fleet.file(operation, (target, NEW))
    return fleet.ended(job["job_id"])


@pytest.mark.parametrize(
    ("way", "env"),
    [("direct", {}), ("relay", {"OBT_TRANSFER_HOST": "192.0.2.1"})],
    ids=["direct", "direct path blocked"],
)
def test_layer_for_layer(fleet: Fleet, way: str, env: dict[str, str]) -> None:
    desk = fleet.add("desk", MODEL, NEW, **env)
    lab = fleet.add("lab")
    job = transferred(fleet, "desk", "lab")
    assert job["state"] == "succeeded", job
    assert job["result"]["way"] == way
    assert layers(lab, NEW) == layers(desk, NEW)
    assert lab.models() == {NEW}, "no temporary name is left"
    answer = lab.ask(
        "POST", "/api/generate", {"model": NEW, "prompt": "Hi", "options": {"num_predict": 2}}
    )
    assert answer["done"] is True
    until(
        "the fleet knows",
        lambda: len(fleet.http.get(f"/models/{NEW}").json().get("installed", [])) == 2,
    )


def test_what_the_source_has_not_is_a_clear_error(fleet: Fleet) -> None:
    fleet.add("desk", MODEL)
    fleet.add("lab")
    job = transferred(fleet, "desk", "lab")
    assert job["state"] == "failed"
    assert NEW in job["error"]["message"]


def test_a_folder_that_cannot_be_read_is_named_with_the_fix(fleet: Fleet) -> None:
    nowhere = str(fleet.folder / "not-here")
    fleet.add("desk", MODEL, NEW, OLLAMA_MODELS=nowhere)
    fleet.add("lab")
    job = transferred(fleet, "desk", "lab")
    assert job["state"] == "failed"
    assert nowhere in job["error"]["message"]
    assert "OLLAMA_MODELS" in job["error"]["message"]
