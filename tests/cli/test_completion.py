"""What Tab offers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Installation

from obt.cli.completion import mend_words


@pytest.mark.parametrize(
    ("pieces", "words", "prefix"),
    [
        (["obt", "load", "sm"], ["obt", "load", "sm"], ""),
        (["obt", "load", "small", ":", "1"], ["obt", "load", "1"], "small:"),
        (["obt", "load", "small", ":"], ["obt", "load", ""], "small:"),
        (["obt", "cp", "a", ":", "1", ""], ["obt", "cp", "a:1", ""], ""),
        (["obt", "load", "x", "--on", "=", "de"], ["obt", "load", "x", "--on", "de"], ""),
        (["obt", "load", "x", "--on", "="], ["obt", "load", "x", "--on", ""], ""),
        (["obt", "show", "h", ":", "5/n/m", ":", "1"], ["obt", "show", "1"], "h:5/n/m:"),
    ],
)
def test_words_that_bash_has_cut(pieces: list[str], words: list[str], prefix: str) -> None:
    environ = {
        "_OBT_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join([*pieces, "after the cursor"]),
        "COMP_CWORD": str(len(pieces) - 1),
    }
    mend_words(environ)
    assert environ["COMP_WORDS"].split("\n") == words
    assert environ["COMP_CWORD"] == str(len(words) - 1)
    assert environ["OBT_COMPLETION_PREFIX"] == prefix


def test_other_shells_cut_nothing() -> None:
    environ = {"_OBT_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "obt load small:1"}
    before = dict(environ)
    mend_words(environ)
    assert environ == before


@pytest.fixture
def bash(obt: Installation, tmp_path: Path) -> "Bash":
    program = shutil.which("bash")
    if program is None or sys.platform == "win32":
        pytest.skip("no bash here")
    script = tmp_path / "obt"
    script.write_text(f"#!{sys.executable}\nfrom obt.cli.main import run\nrun()\n")
    script.chmod(0o755)
    return Bash(program, tmp_path, obt.url)


class Bash:
    def __init__(self, program: str, folder: Path, url: str) -> None:
        self._program = program
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        self.env = {**os.environ, "PATH": path, "OBT_SERVER_URL": url}

    def offers(self, *lines: list[str]) -> list[list[str]]:
        """For each line, with the cursor at its end and words as bash cuts them."""
        asks = "".join(
            f"COMP_WORDS=({' '.join(line)!s}); COMP_CWORD={len(line) - 1}; COMPREPLY=(); "
            '_obt_completion obt; IFS=" "; echo "${COMPREPLY[*]}"; unset IFS\n'
            for line in lines
        )
        script = f'eval "$(obt --show-completion bash)"\n{asks}'
        ended = subprocess.run(
            [self._program, "--norc", "-c", script],
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        assert ended.stderr == ""
        return [line.split() for line in ended.stdout.splitlines()]


def test_bash(bash: Bash) -> None:
    offered = bash.offers(
        ["obt", "load", "small", ":"],
        ["obt", "load", "x", "--on", "desk,"],
        ["obt", "jobs", "ca"],
    )
    assert offered == [
        ["1b"],
        ["desk,attic", "desk,lab1"],
        ["cancel"],
    ]


def test_without_a_server_nothing_is_offered_nor_said(bash: Bash, free_tcp_port: int) -> None:
    bash.env["OBT_SERVER_URL"] = f"http://127.0.0.1:{free_tcp_port}"
    assert bash.offers(["obt", "load", '""']) == [[]]
