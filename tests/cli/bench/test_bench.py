"""`obt bench` against a server with two machines."""

import json
import re
from pathlib import Path

import pytest
from tests.cli.conftest import Installation

from obt.sdk import Obt


def test_results_as_they_stand(obt: Installation, measured: str) -> None:
    result = obt.run("bench", "show", measured[:8])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "before"
    assert f"  id         {measured}" in lines
    rows = [line.split() for line in lines if "small:1b  quick" in line]
    assert sorted(row[0] for row in rows) == ["desk", "desk", "lab1", "lab1"]  # results, ledger
    first = rows[0]
    assert (first[1:4], first[5]) == (["small:1b", "quick", "8"], "tokens/s")
    assert "samples spent" in result.stdout
    assert "Measured on" in lines
    more = obt.run("bench", "show", "before", "--metrics").stdout
    assert "Time to first token" in more


def test_list_and_the_names_of_one(obt: Installation, measured: str) -> None:
    header, *rows = obt.run("bench", "list").stdout.splitlines()
    assert header.split() == ["BENCHMARK", "BEGUN", "NAME", "MACHINES", "SAMPLES", "STATE"]
    row = next(row.split() for row in rows if row.startswith(measured[:8]))
    assert row[-4:] == ["before", "2", "16", "done"]
    assert obt.json("bench", "show", "last")["benchmark_id"]
    result = obt.run("bench", "show", "nothing")
    assert (result.exit_code, "No benchmark is called" in result.stderr) == (2, True)
    result = obt.run("bench", "show", "00000000-0000-0000-0000-000000000000")
    assert result.exit_code == 2


def test_machines_are_compared_within_one(obt: Installation, measured: str) -> None:
    result = obt.run("bench", "compare", measured[:8])
    assert result.exit_code == 0, result.output
    header, row = result.stdout.strip().splitlines()[:2]
    assert header.split()[:4] == ["A", "B", "WORKLOAD", "METRIC"]
    assert sorted(row.split()[:2]) == ["desk", "lab1"]
    assert "no difference shown" in row or "is faster" in row
    told = obt.json("bench", "compare", measured, "--metric", "ttft")
    assert [pair["metric"] for pair in told["pairs"]] == ["ttft"]
    result = obt.run("bench", "compare", measured, "--metric", "tfft")
    assert "none called 'tfft'. Did you mean ttft" in result.stderr


def test_what_is_exported_is_imported_elsewhere(
    obt: Installation, measured: str, tmp_path: Path
) -> None:
    file = tmp_path / "before.json"
    result = obt.run("bench", "export", measured, "--out", str(file))
    assert (result.exit_code, result.stderr) == (0, f"Written to {file}.\n")
    document = json.loads(file.read_text())
    assert document["format"] == "obt-benchmark"
    csv = obt.run("bench", "export", measured, "--format", "csv").stdout.splitlines()
    assert len(csv) == 2 + 16
    report = obt.run("bench", "export", measured, "--format", "md").stdout
    assert "small:1b" in report
    page = tmp_path / "before.HTML"
    assert obt.run("bench", "export", measured, "--out", str(page)).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    result = obt.run("bench", "export", measured, "--format", "xls")
    assert (
        result.exit_code,
        "There are: json, jsonl, csv, md, html, benchstat" in result.stderr,
    ) == (
        2,
        True,
    )
    result = obt.run("bench", "export", measured, "--out", str(tmp_path / "before.pdf"))
    assert (result.exit_code, "'.pdf' is none of .json" in result.stderr) == (2, True)
    assert not (tmp_path / "before.pdf").exists()
    document["benchmark_id"] = "00000000-0000-0000-0000-000000000009"
    document["name"] = "from elsewhere"
    file.write_text(json.dumps(document))
    result = obt.run("bench", "import", str(file))
    assert (result.exit_code, result.stdout.split()[0]) == (0, "imported"), result.output
    assert obt.run("bench", "import", str(file)).stdout.startswith("known ")
    row = next(
        row for row in obt.run("bench", "list").stdout.splitlines() if "from elsewhere" in row
    )
    assert row.split()[-1] == "imported"
    file.write_text("{}")
    assert obt.run("bench", "import", str(file)).exit_code == 2
    assert obt.run("bench", "import", str(tmp_path / "none.json")).exit_code == 2


def slower(document: dict[str, object], name: str, number: int, factor: float) -> dict[str, object]:
    """The same benchmark on machines whose decode phase takes so many times as long."""
    found: dict[str, object] = json.loads(json.dumps(document))
    found |= {"benchmark_id": f"00000000-0000-0000-0000-{number:012}", "name": name}
    for part in found["parts"]:  # type: ignore[attr-defined]
        for sample in part["samples"]:
            for request in sample["requests"]:
                counters = request["record"]["counters"]
                counters["eval_duration"] = round(counters["eval_duration"] * factor)
    return found


@pytest.mark.parametrize(
    ("factor", "code", "said"),
    [(1.0, 0, "Passed (a loss of 20% is allowed): "), (3.0, 1, "Regressed")],
)
def test_the_gate_ends_with_what_ci_looks_at(
    obt: Installation, measured: str, tmp_path: Path, factor: float, code: int, said: str
) -> None:
    with Obt(obt.url) as server:
        document = json.loads(server.benchmarks.export(measured))
    name = f"slower by {factor}"
    file = tmp_path / "after.json"
    file.write_text(json.dumps(slower(document, name, int(factor * 100), factor)))
    assert obt.run("bench", "import", str(file)).exit_code == 0
    result = obt.run("bench", "gate", name, "--baseline", "before", "--tolerance", "20%")
    assert (result.exit_code, said in result.stdout) == (code, True), result.output
    assert "small:1b  quick" in result.stdout


def test_a_gate_that_cannot_say(obt: Installation, measured: str) -> None:
    assert obt.run("bench", "gate", measured, "--baseline", measured).exit_code == 2
    result = obt.run(
        *("bench", "run", "small:1b", "--on", "desk", "-w", "quick", "--set", "num_thread=2"),
        *("--max-samples", "1", "--name", "too short", "--json"),
    )
    assert result.exit_code == 0, result.output
    result = obt.run("bench", "gate", "--baseline", "before")
    assert result.exit_code == 5, result.output
    assert "Undecided" in result.stdout
    assert "a verdict needs 6" in result.stdout
    assert "Set otherwise: num_thread 2 / not set." in result.stdout


def test_begun_and_not_waited_for(obt: Installation) -> None:
    result = obt.run("bench", "run", "mid*", "--on", "all", "-w", "quick", "--no-wait")
    assert result.exit_code == 0, result.output
    first, second = result.stdout.splitlines()
    assert first.endswith(": 1 model on 1 machine, quick.")
    id_ = second.split()[-1]
    assert second == f"Watch: obt bench wait {id_}"
    result = obt.run("bench", "pause", id_)
    assert (result.exit_code, result.stdout.split()[1]) == (0, id_), result.output
    obt.until("it is paused", lambda server: server.benchmarks.all(1)[0].state == "paused")
    result = obt.run("bench", "wait", id_)
    assert (result.exit_code, "paused" in result.stdout) == (1, True)
    result = obt.run("bench", "resume", id_, "--no-wait")
    assert result.exit_code == 0, result.output
    result = obt.run("bench", "cancel", id_)
    assert result.exit_code == 0, result.output
    obt.until("it has ended", lambda server: server.benchmarks.all(1)[0].ended)
    assert obt.run("bench", "cancel", id_).exit_code == 2
    job_id = obt.json("jobs", "kind:benchmark", "-n", "1")[0]["job_id"]
    row = obt.run("jobs", "kind:benchmark", "-n", "1").stdout.splitlines()[1]
    assert row.endswith(f"  obt bench show {id_}")
    result = obt.run("jobs", "retry", job_id)
    assert (result.exit_code, result.stderr.split()[-4:]) == (2, ["obt", "bench", "resume", id_])
    result = obt.run("bench", "rm", id_)
    assert "Nobody can be asked here" in result.stderr
    assert obt.run("bench", "rm", id_, "--yes").stdout.startswith(f"deleted   {id_}")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("small:1b", "-w", "quik"), "There is no workload 'quik'. Did you mean quick?"),
        (("smal:1b",), "No model is called 'smal:1b'."),
        (("mid:1b", "--on", "lab1"), "lab1 lacks 'mid:1b'"),
        (("small:1b", "--max", "soon"), "--max: 'soon' is no duration"),
        (("small:1b", "--set", "num_ctx=x"), "--set: num_ctx"),
        (("small:1b", "--out", "r.json"), "--out goes with --local"),
    ],
)
def test_what_makes_no_sense_is_said_at_once(
    obt: Installation, args: tuple[str, ...], said: str
) -> None:
    result = obt.run("bench", "run", *args)
    assert (result.exit_code, said in result.stderr) == (2, True), result.output


def test_workloads(obt: Installation, quick_file: Path, tmp_path: Path) -> None:
    header, *rows = obt.run("workloads", "list").stdout.splitlines()
    assert header.split()[:3] == ["WORKLOAD", "VERSION", "CASES"]
    found = {row.split()[0]: row.split()[1:3] for row in rows}
    assert found["long-context"] == ["1", "8"]
    assert found["quick"] == ["1", "1"]
    file = tmp_path / "quick.md"
    file.write_text(quick_file.read_text().replace("output_tokens: 16", "output_tokens: 8"))
    result = obt.run("workloads", "add", str(file), "--id", "quicker")
    assert result.stdout.startswith("quicker, version 1. Measure it: ")
    file.write_text(quick_file.read_text().replace("output_tokens: 16", "output_tokens: 4"))
    assert obt.json("workloads", "add", str(file), "--id", "quicker")["workload"]["version"] == 2
    shown = obt.run("workloads", "show", "quicker").stdout
    assert "quicker (version 2)" in shown
    assert "  output_tokens  4\n" in shown
    old = obt.json("workloads", "show", "quicker", "--version", "1")
    assert old["workload"]["output_tokens"] == 8
    assert obt.run("workloads", "rm", "quicker").exit_code == 2
    assert obt.run("workloads", "rm", "quicker", "--yes").stdout == "deleted   quicker\n"
    result = obt.run("workloads", "rm", "chat", "--yes")
    assert (result.exit_code, "comes with OBT" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.txt", "", "a workload's file ends in .md or .jsonl"),
        ("x.md", "---\noutput_tokens: many\n---\nHi", "x.md: output_tokens: "),
        ("x.jsonl", "{}", "x.jsonl: line 1: "),
    ],
)
def test_files_that_are_no_workload(
    obt: Installation, tmp_path: Path, name: str, text: str, said: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    result = obt.run("workloads", "add", str(file))
    assert (result.exit_code, said in result.stderr) == (2, True), result.output


def test_what_all_benchmarks_say(obt: Installation, measured: str) -> None:
    result = obt.run("bench", "history", "small:1b", "--on", "desk", "-w", "quick")
    assert result.exit_code == 0, result.output
    header, row = result.stdout.splitlines()[:2]
    assert header.split()[:4] == ["MEASURED", "BENCHMARK", "WORKLOAD", "OLLAMA"]
    assert measured[:8] in row
    result = obt.run("bench", "leaders", "-w", "quick")
    assert {"desk", "lab1"} <= set(result.stdout.split())
    assert "tokens/s" in result.stdout
    result = obt.run("bench", "advise", "small:1b", "-w", "quick", "--ttft", "20s")
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()[1:3]]
    assert ("lab1", "yes") in {(row[0], row[1]) for row in rows}
    result = obt.run("bench", "advise", "small:1b", "-w", "quick", "--ttft", "0.001ms")
    assert re.search("(?m)^lab1 +no ", result.stdout)
    assert obt.json("bench", "advise", "small:1b", "-w", "quick")["machines"][0]["meets"] is None
    result = obt.run("bench", "advise", "none:1b")
    assert result.stdout.startswith("No machine has measured none:1b: obt bench run none:1b")
