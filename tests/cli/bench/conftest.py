"""The fleet of tests/cli, and a workload that takes no time."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Installation, installation

QUICK_WORKLOAD = """---
kind: generation
id: quick
title: Quick
prompt_tokens: 32
output_tokens: 16
---
"""


@pytest.fixture(scope="session")
def quick_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("workloads") / "quick.md"
    file.write_text(QUICK_WORKLOAD)
    return file


@pytest.fixture(scope="module")
def obt(tmp_path_factory: pytest.TempPathFactory, quick_file: Path) -> Iterator[Installation]:
    """With the workload `quick`."""
    with installation(tmp_path_factory.mktemp("fleet")) as made:
        assert made.run("workloads", "add", str(quick_file)).exit_code == 0
        yield made


@pytest.fixture(scope="module")
def measured(obt: Installation) -> str:
    """Id of a benchmark of two machines."""
    result = obt.run(
        *("bench", "run", "small:1b", "-w", "quick", "--name", "before"),
        *("--max-samples", "8", "--precision", "0.01%", "--json"),
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    return str(told["benchmark_id"])
