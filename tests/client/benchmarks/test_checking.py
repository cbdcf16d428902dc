from pathlib import Path

import pytest
from tests.client.benchmarks.conftest import Lab, plan

from obt.client.benchmarks.checking import Checker, CheckError
from obt.measure.sample import CheckResult
from obt.measure.workloads import PythonFunction
from obt.measure.workloads.models import Prompts


def function(tmp_path: Path, text: str) -> PythonFunction:
    file = tmp_path / "mine.py"
    file.write_text(text, encoding="utf-8")
    return PythonFunction(file=str(file))


@pytest.mark.parametrize(
    ("body", "passed"),
    [("'a' in reply", True), ("'z' in reply", False), ("1 / 0", False), ("'yes'", False)],
)
async def test_an_own_function(tmp_path: Path, body: str, passed: bool) -> None:
    check = function(tmp_path, f"def check(reply):\n    return {body}\n")
    checker = Checker(functions=True)
    checker.prepare([check])
    assert await checker.results([check], "banana") == (CheckResult(check="python", passed=passed),)


@pytest.mark.parametrize(
    ("text", "words"),
    [("def other(): ...", "has no function"), ("raise KeyError('x')", "KeyError"), ("(", "Syntax")],
)
def test_a_function_that_is_none(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CheckError, match=words):
        Checker(functions=True).prepare([function(tmp_path, text)])


async def test_of_a_local_benchmark(tmp_path: Path) -> None:
    check = function(tmp_path, "def check(reply):\n    return len(reply.split()) == 8\n")
    work = Prompts(id="own", title="Own", prompts=("Hi",), output_tokens=8, checks=(check,))
    lab = Lab()
    await lab.measure(plan(work), functions=True)
    assert {q.checks for s in lab.samples for q in s.requests} == {
        (CheckResult(check="python", passed=True),)
    }
    broken = work.model_copy(update={"checks": (PythonFunction(file=str(tmp_path / "no.py")),)})
    await lab.measure(plan(broken), functions=True)
    assert "cannot be loaded" in str(lab.trial("own@1").failed)
