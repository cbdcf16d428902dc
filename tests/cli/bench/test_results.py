"""Tables of results: the numbers that are shown, and what is said beside them."""

import io

import pytest
from rich.console import Console
from tests.cli.bench.factories import a_benchmark, a_cell, a_part, progress
from tests.measure.report.factories import cell, rejected, reply, sample

from obt.cli.bench import results
from obt.cli.bench.document import shown
from obt.cli.bench.live import LiveBenchmark, chosen
from obt.measure.report import cell_report
from obt.measure.validity import Reason


def name(client_id: str) -> str:
    return {"desk": "Desk PC"}.get(client_id, client_id)


def test_a_row_has_the_median_and_how_precise_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    results.tell([a_cell()], name)
    header, row = capsys.readouterr().out.splitlines()
    assert header.split("  ")[0] == "MACHINE"
    assert row.split("  ")[:3] == ["Desk PC", "smollm2:135m", "decode"]
    assert "25.0 tokens/s" in row
    assert "precise" in row
    assert "100 ms" in row  # TTFT
    assert "400 tokens/s" in row  # 32 tokens in 80 ms


def test_too_few_rounds_have_no_interval(capsys: pytest.CaptureFixture[str]) -> None:
    results.tell([a_cell([25.0, 26.0], stopped="max_minutes")], name)
    row = capsys.readouterr().out.splitlines()[1].split()
    assert row[row.index("tokens/s") + 1] == "?"
    assert row[-2:] == ["time", "spent"]


def test_what_did_not_count_is_said_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    early = rejected(Reason.EARLY_STOP, "62 of 256 tokens (done: stop)")
    measured = cell([sample(reply(), round=0), sample(early, round=1)], notes=("It was busy.",))
    results.tell([shown(cell_report(measured))], name)
    said = capsys.readouterr().out
    assert (
        "Did not count: Desk PC smollm2:135m decode: 1 x early stop (62 of 256 tokens (done: stop))"
    ) in said
    assert "Note: Desk PC: It was busy." in said


def test_the_time_ledger_is_told_by_phase(capsys: pytest.CaptureFixture[str]) -> None:
    results.tell_time([a_cell()], name)
    header, row = capsys.readouterr().out.splitlines()[-2:]
    assert header.split()[3:] == [
        *("LOAD", "QUEUE", "PREFILL", "DECODE", "NETWORK"),
        *("END", "TO", "END"),
    ]
    spent = row.split("decode", 1)[1].split()
    assert spent[:2] == ["5.00", "ms"]
    assert spent[4:6] == ["80.0", "ms"]


def test_cells_stand_in_order_numbers_as_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    models = ["b:1b", "a:13b", "a:2b"]
    results.tell([a_cell(model=model) for model in models], name)
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split()[2] for row in rows] == ["a:2b", "a:13b", "b:1b"]


def test_all_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    results.tell_metrics([a_cell()], name)
    said = capsys.readouterr().out
    assert "Time to first token" in said
    (line,) = (line for line in said.splitlines() if line.startswith("Ollama eval rate"))
    assert line.endswith("for comparison only")
    assert "not measured: Energy per output token (no power sensor)" in said


def test_cells_that_cannot_be_measured_say_why(capsys: pytest.CaptureFixture[str]) -> None:
    measured = cell([], stopped=None, failed="This workload needs a model for embedding.")
    results.tell([shown(cell_report(measured))], name)
    assert "This workload needs a model for embedding." in capsys.readouterr().out


def drawn(board: LiveBenchmark, height: int = 24, width: int = 120) -> str:
    out = Console(file=io.StringIO(), width=width, height=height, force_terminal=False)
    with out.capture() as captured:
        out.print(board)
    return captured.get()


def test_the_live_table_tells_what_each_machine_does() -> None:
    board = LiveBenchmark(name, shown=False)
    going = a_part(progress=progress("round 3 · smollm2:135m · decode", 9, 36, 125.0))
    away = a_part("lab1", "queued", waiting_for="lab1 to come online")
    board.put(a_benchmark([a_cell(stopped=None)], [going, away]))
    shown_lines = drawn(board).splitlines()
    assert shown_lines[1].split() == [
        *("Desk", "PC", "running", "round", "3", "·", "smollm2:135m", "·", "decode"),
        *("25", "%", "2", "min", "5", "s"),
    ]
    assert shown_lines[2].split() == ["lab1", "waiting", "for", "lab1", "to", "come", "online"]
    assert "measuring" in shown_lines[-1]


def test_a_low_screen_shows_what_goes_on() -> None:
    done = [a_cell(model=f"done-{n}:1b") for n in range(20)]
    going = [a_cell(model="going:1b", stopped=None)]
    to_come = [a_cell([], model="later:1b", stopped=None)]
    cells = [*done, *going, *to_come]
    assert [it.model for it in chosen(cells, 1)] == ["going:1b"]
    assert [it.model for it in chosen(cells, 2)] == ["done-0:1b", "going:1b"]
    assert [it.model for it in chosen(cells, 30)] == [it.model for it in cells]
    board = LiveBenchmark(name, shown=False)
    board.put(a_benchmark(cells, [a_part()]))
    shown_text = drawn(board, height=12)
    assert "going:1b" in shown_text
    assert "more cells" in shown_text
    assert len(shown_text.splitlines()) <= 12


def test_elsewhere_each_change_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    board = LiveBenchmark(name)
    for state in ("queued", "running", "running", "succeeded"):
        board.put(a_benchmark([], [a_part(state=state)]))
    said = capsys.readouterr().out.splitlines()
    assert said == ["queued    Desk PC", "running   Desk PC", "done      Desk PC"]
