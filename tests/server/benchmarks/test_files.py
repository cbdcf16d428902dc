"""Export and import: what was measured travels whole."""

import csv
import io
import json
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from obt.measure.validity import Reason
from obt.server.app import create_app
from obt.server.core.settings import ServerSettings
from obt.wire.benchmark_file import BenchmarkFile
from tests.handout.factories import machine
from tests.measure.report.factories import rejected, sample
from tests.server.benchmarks.bench import Part, rounds, trial
from tests.server.conftest import HOST, Register

IMPORT = "/api/v1/benchmarks/import"


@pytest.fixture
async def part(register: Register, app: FastAPI) -> Part:
    made = await Part.begun(await register("desk"), app, name="a | *name* =1+1")
    bad = sample(rejected(Reason.EARLY_STOP, "62 of 256"), round=6)
    await made.tell(*rounds([25.0, 25.1, 24.9, 25.0, 25.2, 24.8]), bad, trials=[trial()])
    return made


async def export(part: Part, kind: str) -> str:
    path = f"/api/v1/benchmarks/{part.benchmark_id}/export"
    reply = await part.desk.api.get(path, params={"format": kind})
    assert reply.status_code == 200, reply.text
    assert "attachment" in reply.headers["content-disposition"]
    return reply.text


@pytest.mark.parametrize("kind", ["json", "jsonl"])
async def test_imported_elsewhere_it_says_the_same(part: Part, kind: str, tmp_path: Path) -> None:
    text = await export(part, kind)
    there = create_app(ServerSettings(data_dir=tmp_path / "there"))
    async with (
        there.router.lifespan_context(there),
        httpx.AsyncClient(transport=httpx.ASGITransport(there), base_url=HOST) as api,
    ):
        first = await api.post(IMPORT, content=text)
        assert first.json() == {"benchmark_id": part.benchmark_id, "new": True}
        assert (await api.post(IMPORT, content=text)).json()["new"] is False
        found = (await api.get(f"/api/v1/benchmarks/{part.benchmark_id}")).json()
    here = await part.shown()
    assert found["cells"] == here["cells"]
    assert found["provenance"] == here["provenance"]
    assert (found["imported"], found["state"]) == (True, "succeeded")


async def test_the_document_is_the_shape_that_is_promised(part: Part) -> None:
    file = BenchmarkFile.model_validate_json(await export(part, "json"))
    assert [len(it.samples) for it in file.parts] == [7]


async def test_csv_has_every_request_and_no_formula(part: Part) -> None:
    lines = (await export(part, "csv")).splitlines()
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[1:]))))
    assert lines[0].startswith("# OBT ")
    assert [row["rejected"] for row in rows] == [""] * 6 + ["early_stop"]
    assert float(rows[0]["decode_rate"]) == pytest.approx(25.0)


async def test_markdown_takes_names_as_text(part: Part) -> None:
    text = await export(part, "md")
    assert "# a \\| \\*name\\* =1+1" in text
    assert "early stop" in text
    assert all(line.count(" | ") == 9 for line in text.splitlines() if line.startswith("| desk"))


async def test_html_is_a_report_of_all_of_it(part: Part) -> None:
    text = await export(part, "html")
    assert text.startswith("<!doctype html>")
    assert "a | *name* =1+1" in text
    assert "6 of 7 requests count." in text
    assert "62 of 256" in text
    assert "It has not begun" in text  # nobody took the job yet


#: golang.org/design/14313-benchmark-format: "a lower case character", no space and no upper case
CONFIG = re.compile(r"[a-z][^\sA-Z]*:\s+\S.*")
UNIT = re.compile(r"Unit \S+ better=(higher|lower)")
#: "Benchmark followed by an upper case character"; iterations; pairs of value and unit
RESULT = re.compile(r"Benchmark[A-Z]\S*-1 [1-9]\d*( [0-9.e+-]+ \S+)+")


async def test_benchstat_has_a_line_for_each_counted_request(part: Part) -> None:
    lines = [it for it in (await export(part, "benchstat")).splitlines() if it]
    kinds = [[bool(kind.fullmatch(it)) for kind in (CONFIG, UNIT, RESULT)] for it in lines]
    assert all(sum(kind) == 1 for kind in kinds), lines
    results = [it for it, (_, _, result) in zip(lines, kinds, strict=True) if result]
    assert len(results) == 6
    name, _, *pairs = results[0].split()
    assert name == "BenchmarkOBT/workload=decode@1/model=smollm2:135m/client=desk-1"
    values = dict(zip(pairs[1::2], map(float, pairs[::2]), strict=True))
    assert values["tokens/s:decode_rate"] == pytest.approx(25.0)
    assert "Unit tokens/s:decode_rate better=higher" in lines
    assert "Unit s:ttft better=lower" in lines


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv", "md", "html", "benchstat"])
async def test_every_export_says_under_what_it_was_measured(part: Part, kind: str) -> None:
    assert await part.tell(machine=machine()) == 204
    text = (await export(part, kind)).replace("\\", "").replace("&quot;", '"')
    seed = (await part.standing()).plan.seed
    for fact in (part.benchmark_id, seed, "Ryzen 7", "RTX 4090", "0.33.3", "temperature"):
        assert fact in text, fact


async def test_what_is_measured_here_is_not_imported_here(part: Part) -> None:
    text = await export(part, "json")
    assert (await part.desk.api.post(IMPORT, content=text)).status_code == 409


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "This is no export"),
        ("{}", "Field required"),
        ("[1, 2]", "This is no export"),
        ("# OBT 0.1.0, benchmark", "only json and jsonl are taken"),
        ('{"format": }', "Invalid JSON"),
    ],
)
async def test_what_is_no_export(api: httpx.AsyncClient, text: str, says: str) -> None:
    answer = await api.post(IMPORT, content=text)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


async def test_an_export_that_was_tampered_with(part: Part) -> None:
    lines = (await export(part, "jsonl")).splitlines()
    other = {**json.loads(lines[0]), "benchmark_id": "0" * 32}
    broken = "\n".join([json.dumps(other), lines[1].replace("smollm2:135m", "other:1b")])
    answer = await part.desk.api.post(IMPORT, content=broken)
    assert answer.status_code == 400
    assert "no cell of its plan" in answer.json()["detail"]
    torn = "\n".join([json.dumps(other), lines[1][:50]])
    answer = await part.desk.api.post(IMPORT, content=torn)
    assert "line 2" in answer.json()["detail"]
