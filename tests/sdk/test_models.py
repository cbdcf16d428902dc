"""The mirror shows what the server shows, field by field."""

from typing import Any

import pytest
from pydantic import BaseModel

from obt.sdk import models
from obt.sdk.benchmarks import fleet
from obt.sdk.benchmarks import models as benchmarks
from obt.server.app import create_app
from obt.server.core.settings import ServerSettings

MIRRORED: list[tuple[type[BaseModel], str]] = [
    (models.Client, "ClientSummary"),
    (models.ClientChange, "ClientChange"),
    (models.Model, "Model"),
    (models.Job, "Job"),
    (models.JobBatch, "JobBatch"),
    (models.JobsCreate, "JobsCreate"),
    (models.Info, "Info"),
    (models.Problem, "Problem"),
    (models.Page[models.Client], "Page_ClientSummary_"),
    (models.Page[models.Model], "Page_Model_"),
    (models.Page[models.Job], "Page_Job_"),
    (models.Page[models.LogEntry], "Page_LogEntry_"),
    (benchmarks.BenchmarkCreate, "BenchmarkCreate"),
    (benchmarks.BenchmarkCreated, "BenchmarkCreated"),
    (benchmarks.Benchmark, "obt__server__benchmarks__schemas__Benchmark"),
    (models.Page[benchmarks.BenchmarkSummary], "Page_BenchmarkSummary_"),
    (models.Page[benchmarks.TakenSample], "Page_TakenSample_"),
    (benchmarks.Imported, "Imported"),
    (fleet.CellHistory, "CellHistory"),
    (fleet.Leaderboard, "Leaderboard"),
    (fleet.Advice, "Advice"),
    (benchmarks.WorkloadItem, "WorkloadItem"),
    (benchmarks.WorkloadList, "WorkloadList"),
    (benchmarks.WorkloadFile, "WorkloadFile"),
]
# for people, or about strictness, which is the server's own
LEFT_OUT = {"title", "description", "examples", "additionalProperties", "mapping", "default"}
LIMITS = {"minItems", "maxItems", "exclusiveMinimum", "maximum", "minLength", "maxLength"}
#: The server checks what it is asked
ASKED = {"ClientChange", "JobsCreate", "BenchmarkCreate", "WorkloadFile"}


def plain(node: Any, definitions: dict[str, Any], left_out: set[str]) -> Any:
    """A schema with its references resolved, so that names of shapes make no difference."""
    if isinstance(node, list):
        return [plain(item, definitions, left_out) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name == "JsonValue":
            return {}
        return plain(definitions[name], definitions, left_out)
    if "properties" in node:
        shapes = {
            name: plain(shape, definitions, left_out) for name, shape in node["properties"].items()
        }
        return {"properties": shapes, "required": sorted(node.get("required", []))}
    return {
        key: plain(value, definitions, left_out)
        for key, value in node.items()
        if key not in left_out
    }


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    schemas: dict[str, Any] = create_app(ServerSettings()).openapi()["components"]["schemas"]
    return schemas


@pytest.mark.parametrize(("mirror", "name"), MIRRORED, ids=lambda it: getattr(it, "__name__", it))
def test_the_mirror_shows_what_the_server_shows(
    mirror: type[BaseModel], name: str, document: dict[str, Any]
) -> None:
    left_out = LEFT_OUT | LIMITS if name in ASKED else LEFT_OUT
    own = mirror.model_json_schema()
    mine = plain(own, own.get("$defs", {}), left_out)
    theirs = plain(document[name], document, left_out)
    assert mine["required"] == theirs["required"]
    assert mine["properties"].keys() == theirs["properties"].keys()
    for field, shape in theirs["properties"].items():
        assert mine["properties"][field] == shape, field
