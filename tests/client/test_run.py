import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from obt.client import run as program
from obt.client.identity import IdentityStore
from obt.client.link.broken import Forgotten
from obt.client.lock import hold
from obt.client.settings import ClientSettings

OBT = [sys.executable, "-c", "from obt.cli.main import app; app()", "client"]


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """Nothing answers on the discard port."""
    return {
        **os.environ,
        "OBT_DATA_DIR": str(tmp_path),
        "OBT_SERVER_URL": "http://127.0.0.1:9",
        "OLLAMA_HOST": "127.0.0.1:9",
        **more,
    }


def test_bad_settings_are_named(tmp_path: Path) -> None:
    done = subprocess.run(
        OBT,
        env=environment(tmp_path, OBT_SERVER_URL="ftp://x"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == program.BAD_SETTINGS
    assert "http://host:port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a process cannot send itself these on Windows")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_gracefully(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        OBT, env=environment(tmp_path), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        lines: list[str] = []
        while "no link" not in "".join(lines):
            lines.append(process.stderr.readline())
        process.send_signal(number)
        rest = process.stderr.read()
        assert process.wait(30) == program.STOPPED
    assert "stopped" in rest
    assert "Traceback" not in rest
    assert "Ollama is unreachable" in "".join(lines)


def test_one_process_for_each_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBT_DATA_DIR", str(tmp_path))
    settings = ClientSettings()
    store = IdentityStore(settings.identity_dir)
    store.prepare()
    with hold(store.folder / "lock"):
        assert program._locked(settings) == program.LOCKED


def test_a_data_folder_that_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("OBT_DATA_DIR", str(tmp_path / "file"))
    assert program._locked(ClientSettings()) == program.BAD_SETTINGS


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_said(
    proxy: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OBT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("OBT_SERVER_URL", "http://server.invalid")
    monkeypatch.setenv("all_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    assert program._locked(ClientSettings()) == program.BAD_SETTINGS
    said = capsys.readouterr()
    assert "NO_PROXY" in said.out + said.err


def test_forgotten_is_an_end_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetting:
        def __init__(self, *_: object) -> None: ...

        async def run(self) -> None:
            raise BaseExceptionGroup("loops", [Forgotten("forgotten")])

    monkeypatch.setattr(program, "Client", Forgetting)
    monkeypatch.setenv("OBT_DATA_DIR", str(tmp_path))
    assert program._locked(ClientSettings()) == program.FORGOTTEN
