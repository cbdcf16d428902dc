"""`obt up` and `make up`: real programs, started and stopped as one."""

import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
from rich.console import Console
from tests.ports import free_port

from obt.cli.supervisor import Program, run_group

SERVE = (
    "import http.server, sys;"
    "print('serving', flush=True);"
    "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])),"
    " http.server.SimpleHTTPRequestHandler).serve_forever()"
)


def web_server(name: str) -> Program:
    port = free_port()
    argv = [sys.executable, "-c", SERVE, str(port)]
    return Program(name, argv, ready=f"http://127.0.0.1:{port}/")


async def run(*programs: Program, when_ready: Callable[[], None]) -> tuple[int, str]:
    screen = io.StringIO()
    console = Console(file=screen, width=200)
    code = await run_group(programs, console=console, when_ready=when_ready)
    return code, screen.getvalue()


def mine() -> set[psutil.Process]:
    """This process's children: other tests keep Ollama nodes running beside these."""
    return set(psutil.Process().children(recursive=True))


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


async def test_ctrl_c_stops_all_and_leaves_no_orphan() -> None:
    before = mine()
    children: set[psutil.Process] = set()

    def ready() -> None:
        children.update(mine() - before)
        interrupt()

    code, screen = await run(web_server("one"), web_server("two"), when_ready=ready)
    assert code == 0
    assert len(children) == 2
    assert not any(child.is_running() for child in children)
    assert "one │ serving" in screen
    assert "two │ serving" in screen


async def test_a_program_that_ends_by_itself_stops_the_rest_and_is_named() -> None:
    before = mine()
    ends = Program("short", [sys.executable, "-c", "raise SystemExit(7)"])
    code, screen = await run(web_server("one"), ends, when_ready=lambda: None)
    assert code == 1
    assert "short ended with exit code 7: stopping everything" in screen
    assert not mine() - before


async def test_a_program_that_never_gets_ready_is_an_error_at_once() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    broken = Program("broken", [sys.executable, "-c", "print('no luck')"], ready=url)
    called: list[bool] = []
    code, screen = await run(broken, when_ready=lambda: called.append(True))
    assert code == 1
    assert "broken ended with exit code 0" in screen
    assert called == []


async def test_ctrl_c_while_starting_stops_what_runs(tmp_path: Path) -> None:
    before = mine()
    # it never answers, and says so by interrupting us
    source = f"import os, signal, time; os.kill({os.getpid()}, signal.SIGINT); time.sleep(60)"
    slow = Program("slow", [sys.executable, "-c", source], ready=f"http://127.0.0.1:{free_port()}/")
    code, screen = await run(slow, when_ready=lambda: None)
    assert code == 0
    assert "stopping" in screen
    assert not mine() - before
