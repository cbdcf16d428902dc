"""What only a terminal shows, and Ctrl-C: the program itself, on a pseudo-terminal."""

import codecs
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Installation

from obt.sdk import Job, Obt

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals there", allow_module_level=True)

import fcntl
import pty
import struct
import termios

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """`obt …` on a terminal of its own."""

    def __init__(self, url: str, *args: str, width: int = 100) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 12, width, 0, 0))
        env = {**os.environ, "OBT_SERVER_URL": url, "TERM": "xterm"}
        for name in ("COLUMNS", "LINES", "NO_COLOR", "OBT_ADMIN_TOKEN"):
            env.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "obt", *args],
            env=env,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self._ours = ours
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._shown = ""
        self.text = ""

    def until(self, pattern: str) -> str:
        """All that was shown until this is."""
        while not re.search(pattern, self.text):
            assert self._more(), f"it ended without {pattern!r}: {self.text}"
        return self.text

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def end(self) -> int:
        """Its exit code, when it has ended by itself."""
        while self._more():
            pass
        os.close(self._ours)
        return self.process.wait(60)

    def _more(self) -> bool:
        try:
            received = os.read(self._ours, 4096)
        except OSError:  # Linux's way to say that nobody writes any more
            return False
        # a character or an escape may be torn apart between two reads
        self._shown += self._decoder.decode(received)
        self.text = ESCAPES.sub("", self._shown)
        return bool(received)


def last_pull(*wanted: str) -> Callable[[Obt], list[Job]]:
    """In one of these states."""

    def check(server: Obt) -> list[Job]:
        return [job for job in server.jobs("kind:pull client:lab1", most=1) if job.state in wanted]

    return check


def test_bars_move_and_what_has_ended_stays(obt: Installation) -> None:
    terminal = Terminal(obt.url, "pull", "gemma3:4b", "--on", "*1,desk")
    terminal.until(r"done +desk  gemma3:4b")
    shown = terminal.until(r"lab1 +gemma3:4b +pulling +.*━.* %.* of 3.3 GB  \S+ MB/s")
    assert "━" in shown
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert "The jobs go on without this. Watch: obt jobs wait " in terminal.text
    batch_id = terminal.text.split()[-1]
    (job,) = obt.until("it still runs", last_pull("running"))
    assert str(job.batch_id).startswith(batch_id)
    assert obt.run("jobs", "cancel", batch_id).exit_code == 0
    obt.until("it is cancelled", last_pull("cancelled", "succeeded"))


def test_ctrl_c_may_cancel(obt: Installation) -> None:
    terminal = Terminal(obt.url, "pull", "qwen3:32b", "--on", "lab1", "--cancel-on-interrupt")
    terminal.until("pulling")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert re.search(r"(?s)Cancelling ….*cancelled +lab1  qwen3:32b", terminal.text)
    obt.until("it is cancelled", last_pull("cancelled"))


def test_a_narrow_terminal_is_not_wrapped(obt: Installation) -> None:
    terminal = Terminal(obt.url, "pull", "none:1b", "--on", "desk", width=40)
    assert terminal.end() == 1
    lines = terminal.text.replace("\r", "").strip().splitlines()
    lines = lines[[line.startswith("failed") for line in lines].index(True) :]
    assert lines[0].split() == ["failed", "desk", "none:1b"]
    assert all(line.startswith(" " * 10) for line in lines[1:])
    assert all(len(line.rstrip()) <= 40 for line in lines)
    assert "The registry has no such" in lines[1]


@pytest.mark.parametrize(("answer", "gone"), [("n", False), ("y", True)])
def test_deleting_asks_once(obt: Installation, answer: str, gone: bool) -> None:
    if not obt.json("models", "name:doomed:1b"):
        assert obt.run("cp", "mid:1b", "doomed:1b").exit_code == 0
        obt.until("it is there", lambda server: server.models("name:doomed:1b"))
    terminal = Terminal(obt.url, "rm", "doomed:1b", "mid:1b")
    shown = terminal.until(r"\[y/N\]")
    assert re.search(r"desk +doomed:1b +700 MB", shown)
    assert re.search(r"desk +mid:1b +0 B +stays under another name|mid:1b +0 B", shown)
    assert "2 models on 1 machine; up to 700 MB return" in shown
    terminal.type(f"{answer}\n")
    assert terminal.end() == 0
    assert ("2 of 2 done" in terminal.text) is gone
    obt.until("the list is so", lambda server: bool(server.models("mid")) is not gone)


def test_a_log_is_followed(obt: Installation) -> None:
    terminal = Terminal(obt.url, "log", "desk", "-n", "1", "-f")
    terminal.until(r"\d\d:\d\d:\d\d  .+\n")
    assert obt.run("load", "small:1b", "--on", "desk").exit_code == 0
    terminal.until(r"job ended +small:1b  load succeeded")
    terminal.until(r"  loaded +small:1b")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130


def test_forgetting_asks_once(obt: Installation) -> None:
    terminal = Terminal(obt.url, "forget", "attic")
    shown = terminal.until(r"\[y/N\]")
    assert re.search(r"attic +offline", shown)
    assert "1 machine leaves the fleet, with telemetry, log" in shown
    assert "told to stop" not in shown
    terminal.type("n\n")
    assert terminal.end() == 0
    assert "Nothing was forgotten." in terminal.text
    assert obt.json("clients", "attic")


def test_the_program_is_light(tmp_path: Path) -> None:
    """Beside an Ollama no server is installed; and `obt client` loads only what it needs."""
    source = (
        "import sys\n"
        "import obt.cli.main\n"
        "heavy = {'rich', 'httpx', 'fastapi', 'obt.sdk', 'obt.server', 'obt.client'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "for name in ('fastapi', 'sqlalchemy', 'uvicorn', 'alembic', 'sse_starlette', 'numpy'):\n"
        "    sys.modules[name] = None\n"
        "sys.argv = ['obt', *sys.argv[1:]]\n"
        "obt.cli.main.run()\n"
    )
    nobody = "http://127.0.0.1:1"
    env = {
        **os.environ,
        "OBT_SERVER_URL": nobody,
        "OLLAMA_HOST": nobody,
        "OBT_DATA_DIR": str(tmp_path),
    }
    for args, code in (
        (["clients"], 3),
        (["config"], 0),
        (["pull", "x", "--on", "y"], 3),
        (["bench", "run", "x", "--on", "y"], 3),
        (["bench", "run", "x", "--local"], 3),
    ):
        ended = subprocess.run(
            [sys.executable, "-c", source, *args], env=env, capture_output=True, text=True
        )
        assert ended.returncode == code, ended.stderr
