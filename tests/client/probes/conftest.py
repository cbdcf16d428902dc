from collections.abc import Callable
from pathlib import Path

import pytest

from obt.client.probes.files import Files

Tree = Callable[[dict[str, str]], Files]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Files of another machine, from paths and texts."""

    def make(texts: dict[str, str]) -> Files:
        for path, text in texts.items():
            file = tmp_path / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return Files(tmp_path)

    return make
