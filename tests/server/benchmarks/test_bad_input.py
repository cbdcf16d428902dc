"""Whatever is sent to benchmarks and workloads: a clear problem, never a 5xx."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from obt.measure.workloads.models import MAX_TRACE
from tests.server.benchmarks.bench import ASKED, MODEL, Part, rounds, trial
from tests.server.conftest import Register

PROBLEM = "application/problem+json"
NOBODY = "00000000-0000-0000-0000-000000000000"
LISTED = "/api/v1/benchmarks"
OWN: dict[str, Any] = {"kind": "prompts", "id": "own", "title": "Own", "prompts": ["Hi"]}


@pytest.fixture
async def part(register: Register, app: FastAPI) -> Part:
    made = await Part.begun(await register("desk"), app)
    await made.tell(*rounds([25.0, 26.0]), trials=[trial()])
    return made


def is_problem(reply: httpx.Response, status: int, says: str = "") -> None:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == PROBLEM
    problem = reply.json()
    assert problem["status"] == status
    assert says in problem["detail"] + str(problem.get("errors", ""))


@pytest.mark.parametrize("path", ["", "/samples", "/export", "/gate"])
@pytest.mark.parametrize("name", [NOBODY, "last", "1", "%00", "..%2f..", "é"])
async def test_one_that_is_not_there(api: httpx.AsyncClient, path: str, name: str) -> None:
    params = {"baseline": NOBODY} if path == "/gate" else {}
    is_problem(await api.get(f"{LISTED}/{name}{path}", params=params), 404)


@pytest.mark.parametrize("verb", ["cancel", "pause", "resume"])
async def test_a_wish_for_one_that_is_not_there(api: httpx.AsyncClient, verb: str) -> None:
    is_problem(await api.post(f"{LISTED}/{NOBODY}/{verb}"), 404, "There is no benchmark")
    is_problem(await api.delete(f"{LISTED}/{NOBODY}"), 404, "There is no benchmark")


@pytest.mark.parametrize(
    ("path", "params", "status", "says"),
    [
        ("", {"limit": "0"}, 422, "greater than or equal to 1"),
        ("", {"cursor": "!"}, 400, ""),
        ("/ID/samples", {"limit": "201"}, 422, "less than or equal to 200"),
        ("/ID/samples", {"cursor": "é"}, 400, ""),
        ("/ID/export", {"format": "xls"}, 422, "'html'"),
        ("/ID/gate", {}, 422, "baseline"),
        ("/ID/gate", {"baseline": "x"}, 422, "UUID"),
        ("/ID/gate", {"baseline": NOBODY}, 404, "There is no benchmark"),
        ("/ID/gate", {"baseline": "ID", "tolerance": "1"}, 422, "less than 1"),
        ("/ID/gate", {"baseline": "ID", "tolerance": "nan"}, 422, ""),
        ("/ID/gate", {"baseline": "ID", "metric": "speed"}, 422, "'decode_rate'"),
        ("/compare", {"a": "ID"}, 422, "b"),
        ("/compare", {"a": "ID", "b": NOBODY}, 404, "There is no benchmark"),
        ("/compare", {"a": "ID", "b": "ID", "alike": "nothing"}, 422, "'workload'"),
        ("/compare", {"a": "ID", "b": "ID"}, 400, "no cells that could be compared"),
    ],
)
async def test_a_question_that_makes_no_sense(
    part: Part, path: str, params: dict[str, str], status: int, says: str
) -> None:
    asked = {key: value.replace("ID", part.benchmark_id) for key, value in params.items()}
    reply = await part.desk.api.get(LISTED + path.replace("ID", part.benchmark_id), params=asked)
    is_problem(reply, status, says)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"models": []}, "models"),
        ({"models": [MODEL] * 201}, "models"),
        ({"clients": []}, "clients"),
        ({"workloads": ["No such"]}, "workloads"),
        ({"name": ""}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "\ud83e"}, ""),
        ({"stop": {"precision": 0}}, "stop"),
        ({"stop": {"precision": "2%"}}, "stop"),
        ({"stop": {"max_minutes": 1e400}}, "stop"),
        ({"stop": {"min_samples": 0}}, "stop"),
        ({"settings": {"num_ctx": -1}}, "settings"),
        ({"settings": {"num_gpus": 1}}, "settings"),
        ({"settings": {"keep_alive": "for ever"}}, "settings"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_a_wish_of_a_wrong_shape(
    register: Register, api: httpx.AsyncClient, change: dict[str, Any], place: str
) -> None:
    await register("desk")
    headers = {"content-type": "application/json"}
    reply = await api.post(LISTED, content=json.dumps(ASKED | change), headers=headers)
    is_problem(reply, reply.status_code, place)
    assert reply.status_code in (400, 422)
    assert (await api.get(LISTED)).json()["total"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"{}\n" + b"[" * 100_000,
        b"null",
        b'{"format": "obt-benchmark", "version": 2}',
        b"\x00" * 100,
    ],
)
async def test_an_import_of_nonsense(api: httpx.AsyncClient, body: bytes) -> None:
    is_problem(await api.post(f"{LISTED}/import", content=body), 400)
    assert (await api.get(LISTED)).json()["total"] == 0


async def test_lines_of_an_import_that_are_nonsense(part: Part) -> None:
    path = f"{LISTED}/{part.benchmark_id}/export"
    text = (await part.desk.api.get(path, params={"format": "jsonl"})).text
    head, *_ = text.replace(part.benchmark_id, NOBODY).splitlines()
    for line in (
        "[" * 100_000,
        "null",
        "{}",
        '{"client_id": "desk"}',
        '{"client_id": [], "sample": 1}',
    ):
        reply = await part.desk.api.post(f"{LISTED}/import", content=f"{head}\n{line}")
        is_problem(reply, 400, "line 2")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "Not An Id"}, "id"),
        ({"prompts": []}, "prompts"),
        ({"prompts": [""]}, "prompts"),
        ({"kind": "dance"}, "kind"),
        ({"checks": [{"kind": "regex", "pattern": "("}]}, "not a regular expression"),
        ({"checks": [{"kind": "json_schema", "definition": {"frobnicate": 1}}]}, "not checked"),
        ({"checks": [{"kind": "python", "file": "x.py", "function": "a b"}]}, "function"),
        ({"checks": [{"kind": "exact", "text": "x"}] * 21}, "checks"),
        ({"output_tokens": 0}, "output_tokens"),
        ({"num_ctx": 2**25}, "num_ctx"),
        ({"kind": "trace", "entries": [], "prompts": None}, "entries"),
    ],
)
async def test_a_workload_of_a_wrong_shape(
    api: httpx.AsyncClient, change: dict[str, Any], says: str
) -> None:
    is_problem(await api.post("/api/v1/workloads", json=OWN | change), 422, says)
    changed = {**OWN, **change}
    is_problem(await api.put("/api/v1/workloads/own", json=changed), 422, says)


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("markdown", ""),
        ("markdown", "---\nkind: [\n---\nHi"),
        ("markdown", "---\nchecks: 5\n---\nHi"),
        ("markdown", "---\ntitle: T\n"),
        ("jsonl", ""),
        ("jsonl", "[" * 100_000),
        ("jsonl", '{"at_s": -1, "prompt": "x", "output_tokens": 1}'),
        ("jsonl", '{"at_s": 0, "prompt": "x", "output_tokens": 1}\n' * (MAX_TRACE + 1)),
        ("jsonl", '{"at_s": NaN, "prompt": "x", "output_tokens": 1}'),
    ],
)
async def test_a_file_that_is_no_workload(api: httpx.AsyncClient, format_: str, text: str) -> None:
    body = {"format": format_, "text": text, "id": "own"}
    reply = await api.post("/api/v1/workloads/files", json=body)
    is_problem(reply, reply.status_code)
    assert reply.status_code in (400, 422)


@pytest.mark.parametrize("params", [{"version": "0"}, {"version": "x"}, {"version": str(2**70)}])
async def test_a_version_that_is_none(api: httpx.AsyncClient, params: dict[str, str]) -> None:
    is_problem(await api.get("/api/v1/workloads/decode", params=params), 422, "version")
    is_problem(await api.get("/api/v1/workloads/decode", params={"version": "9"}), 404)
