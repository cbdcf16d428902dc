"""`obt server` as a program: how it starts, what it refuses, and that it stops at once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from obt.server.run import load_settings
from tests.ports import free_port
from tests.server.conftest import registration

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `obt server` with these OBT_* variables, and nothing of the machine's own."""
    started: list[subprocess.Popen[str]] = []

    def do(**variables: str) -> "subprocess.Popen[str]":
        env = {k: v for k, v in os.environ.items() if not k.startswith("OBT_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "obt", "server"],
            env=env | {"OBT_DATA_DIR": str(tmp_path)} | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        started.append(process)
        return process

    yield do
    for process in started:
        process.kill()
        process.communicate()


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/ready", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server did not come up")


def stop(process: "subprocess.Popen[str]") -> None:
    if sys.platform == "win32":
        process.send_signal(signal.CTRL_BREAK_EVENT)
    else:
        process.send_signal(signal.SIGINT)


def test_it_stops_at_once_with_a_stream_and_a_link_open(start: Start) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = start(OBT_PORT=str(port))
    wait_until_ready(url)
    token = httpx.post(f"{url}/api/v1/clients", json=registration(), trust_env=False).json()[
        "token"
    ]
    with (
        httpx.stream("GET", f"{url}/api/v1/events", trust_env=False) as stream,
        connect(
            f"ws://127.0.0.1:{port}/api/v1/clients/desk/link",
            additional_headers={"authorization": f"Bearer {token}"},
            proxy=None,
        ) as link,
    ):
        link.send('{"type":"hello","protocol":1,"client_version":"0","kinds":[]}')
        assert "welcome" in str(link.recv())
        lines = stream.iter_lines()
        assert next(lines).startswith("id: ")
        stop(process)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in output
    assert "ERROR" not in output, "uvicorn says so when it had to wait until its patience ended"
    assert token not in output


def test_a_taken_port_is_a_sentence(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start(OBT_PORT=str(taken.getsockname()[1]))
        output, _ = process.communicate(timeout=60)
    assert process.returncode not in (0, None)
    assert "Address already in use. Is OBT running there already?" in output
    assert "OBT_PORT" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("OBT_HOST", "0.0.0.0", "Set OBT_ADMIN_TOKEN"),  # noqa: S104
        ("OBT_PORT", "many", "OBT_PORT: "),
        ("OBT_CLIENT_TIMEOUT_S", "5", "at least twice"),
        ("OBT_ADMIN_TOKEN", "with spaces", "OBT_ADMIN_TOKEN: "),
        ("OBT_DATABASE_URL", "postgres://x", "OBT_DATABASE_URL: no database"),
        ("OBT_DATABASE_URL", "sqlite:///x", "OBT_DATABASE_URL: no database"),
        ("OBT_DATABASE_URL", "nonsense", "OBT_DATABASE_URL: no database"),
    ],
)
def test_wrong_settings_are_sentences(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    sentence: str,
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as refused:
        load_settings()
    assert refused.value.code == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert "with spaces" not in told


def test_a_data_folder_that_cannot_be_made_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("OBT_DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(SystemExit) as refused:
        load_settings()
    assert refused.value.code == 2
    assert "OBT_DATA_DIR" in capsys.readouterr().err
