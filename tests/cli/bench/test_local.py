"""`obt bench run --local`: one command, no server."""

import json
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import QUICK, make_node
from tests.ollama_nodes import MODEL
from tests.server.live import in_a_thread
from typer.testing import CliRunner, Result

from obt.cli.main import app as program
from obt.measure.metrics import metrics_of
from obt.measure.validity import Reason
from obt.server.benchmarks.files import read
from obt.simulate.ollama import make_app
from obt.wire.benchmark_file import BenchmarkFile


@pytest.fixture(scope="module")
def ollama() -> Iterator[str]:
    """A simulated one, quick as a wink."""
    app: Any = make_app(make_node(QUICK, "small:1b", "mid:1b"))
    with in_a_thread(app) as url:
        yield url


def bench(ollama: str, *args: str) -> Result:
    env: dict[str, str | None] = {
        "OLLAMA_HOST": ollama,
        "OBT_CLIENT_ID": "id-desk",
        "OBT_CLIENT_NAME": "desk",
        "OBT_SERVER_URL": "http://127.0.0.1:1",  # no server is asked
        "COLUMNS": None,
    }
    return CliRunner().invoke(program, ["bench", "run", "--local", *args], env=env)


def test_one_command_measures_and_tells(ollama: str, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    result = bench(
        ollama, "small*", "-w", "decode", "--max-samples", "6", "--out", str(out), "--name", "mine"
    )
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    row = next(line for line in lines if line.startswith("desk     small:1b  decode")).split()
    assert row[3] == "6"
    rate = float(row[4])
    assert 1500 < rate < 2500
    assert "Where the time goes (means)" in lines
    assert f"Written to {out}. A server takes it: obt bench import {out}" in lines
    file = BenchmarkFile.model_validate_json(out.read_text())
    (part,) = file.parts
    assert (file.name, part.client_id, part.client_name) == ("mine", "id-desk", "desk")
    assert [sample.round for sample in part.samples] == list(range(6))
    assert part.machine is not None
    assert part.trials[0].stopped in ("max_samples", "precision")


def test_json_is_what_a_server_would_tell(ollama: str) -> None:
    result = bench(ollama, "small:1b", "-w", "decode", "--max-samples", "1", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["state"] == "succeeded"
    (cell,) = told["cells"]
    assert (cell["model"], cell["workload"], cell["n"]) == ("small:1b", "decode@1", 1)
    assert cell["metrics"]["decode_rate"]["ci_low"] is None


def test_own_workloads_are_named_by_their_file(ollama: str, tmp_path: Path) -> None:
    file = tmp_path / "Our tickets.md"
    file.write_text(
        "---\noutput_tokens: 8\nchecks: "
        '[{"kind": "regex", "pattern": "."}]\n---\nWhat now?\n---\nAnd then?\n'
    )
    result = bench(ollama, "mid:1b", "-w", str(file), "--max-samples", "1", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [cell["workload"] for cell in told["cells"]] == [
        "our-tickets@1/prompt=1",
        "our-tickets@1/prompt=2",
    ]
    assert told["cells"][0]["quality"]["checked"] == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("nope:1b",),
            "No model of this machine is called 'nope:1b'. There are: mid:1b, small:1b.",
        ),
        (("smal*", "-w", "deco"), "There is no workload 'deco'. Did you mean decode?"),
        (("small:1b", "--precision", "2"), "--precision: '2' is no share"),
        (("small:1b", "--on", "desk"), "without --on and --no-wait"),
        (("small:1b", "--out", "nowhere/r.json"), "There is no folder"),
        (("small:1b", "--out", "r.csv"), "'r.csv' ends in none of .json, .jsonl, .html"),
    ],
)
def test_what_makes_no_sense_is_said_at_once(ollama: str, args: tuple[str, ...], said: str) -> None:
    result = bench(ollama, *args)
    assert (result.exit_code, said in result.stderr) == (2, True), result.output


def test_where_nothing_can_be_measured_it_says_why(ollama: str) -> None:
    result = bench(ollama, "small:1b", "-w", "long-context", "--set", "num_ctx=512")
    assert result.exit_code == 1, result.output
    assert "tokens of context" in result.stdout


def test_the_report_needs_no_server(ollama: str, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    result = bench(ollama, "small:1b", "-w", "decode", "--max-samples", "6", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith(f"Written to {out}. Open it in a browser.\n")
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "small:1b" in page
    assert "6 of 6 requests count." in page


def test_lines_of_samples_are_an_export_too(ollama: str, tmp_path: Path) -> None:
    out = tmp_path / "result.jsonl"
    result = bench(ollama, "small:1b", "-w", "decode", "--max-samples", "6", "--out", str(out))
    assert result.exit_code == 0, result.output
    file = read(out.read_bytes())
    assert [sample.round for part in file.parts for sample in part.samples] == list(range(6))


def test_without_an_ollama() -> None:
    result = bench("http://127.0.0.1:1", "small:1b")
    assert result.exit_code == 3
    assert "No Ollama to measure: nothing answers at http://127.0.0.1:1" in result.stderr


def test_verdicts_need_what_comes_with_the_server(
    ollama: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("obt.cli.bench.writing.find_spec", lambda _: None)
    result = bench(ollama, "small:1b", "mid:1b", "-w", "decode", "--max-samples", "1")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("judged with NumPy, which comes with OBT's [server]\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_ctrl_c_keeps_what_was_measured(
    ollama: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.cli.test_terminal import Terminal

    monkeypatch.setenv("OLLAMA_HOST", ollama)
    monkeypatch.setenv("OBT_DATA_DIR", str(tmp_path))
    out = tmp_path / "part.json"
    terminal = Terminal(
        "http://127.0.0.1:1",
        *("bench", "run", "--local", "small:1b", "-w", "decode", "--out", str(out)),
        *("--precision", "0.001%", "--max-samples", "900"),
    )
    shown = terminal.until(r"small:1b +decode +[1-9].*tokens/s .*measuring")
    assert re.search(r"running +round \d+ · small:1b · decode +\d+ %", shown)
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert "Stopped. What was measured until now:" in terminal.text
    assert re.search(r"small:1b +decode +[1-9].*not finished", terminal.text)
    assert BenchmarkFile.model_validate_json(out.read_text()).parts[0].samples


@pytest.mark.ollama
@pytest.mark.timeout(300)
def test_a_real_ollama(real_nodes: list[str], quick_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "real.json"
    result = bench(
        *(real_nodes[0], MODEL, "-w", str(quick_file), "--out", str(out)),
        *("--max-samples", "2", "--max", "150s"),
    )
    file = BenchmarkFile.model_validate_json(out.read_text())
    (part,) = file.parts
    requests = [request for sample in part.samples for request in sample.requests]
    assert requests, part.trials
    counts = any(not request.rejections for request in requests)
    assert result.exit_code == (0 if counts else 1), result.output
    for request in requests:
        # whoever runs tests on this machine is not quiet
        assert {it.reason for it in request.rejections} <= {Reason.FOREIGN_LOAD}
        counters = request.record.counters
        assert (counters.prompt_eval_count, counters.eval_count) == (32, 16)
        decode = metrics_of(request.record).values["decode_rate"]
        assert counters.eval_duration is not None
        assert decode == pytest.approx(15 / counters.eval_duration * 1e9)
    assert f"{MODEL}  quick" in result.stdout
