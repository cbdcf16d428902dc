import socket
from pathlib import Path

import pytest
from pydantic import ValidationError

from obt.client.client import name_of
from obt.client.ollama.address import parse
from obt.client.settings import ClientSettings


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OBT_SERVER_URL", "OBT_CLIENT_ID", "OBT_DATA_DIR", "OLLAMA_HOST", "OLLAMA_MODELS"):
        monkeypatch.delenv(name, raising=False)


def test_defaults() -> None:
    settings = ClientSettings()
    assert settings.server_url == "http://127.0.0.1:8881"
    assert settings.ollama.url == "http://127.0.0.1:11434"
    assert settings.client_id is None
    assert settings.heartbeat_interval_s is None


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OBT_SERVER_URL", "obt.lan:9000/")
    monkeypatch.setenv("OBT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("OBT_CLIENT_NAME", "")
    monkeypatch.setenv("OBT_ENROLL_TOKEN", "hush")
    monkeypatch.setenv("OLLAMA_HOST", "0.0.0.0:21011")
    settings = ClientSettings()
    assert settings.server_url == "http://obt.lan:9000"
    assert settings.client_name is None
    assert settings.ollama.url == "http://127.0.0.1:21011"
    assert settings.identity_dir == tmp_path / "client" / "127.0.0.1-21011"
    assert "hush" not in repr(settings)


def test_a_chosen_id_has_its_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OBT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("OBT_CLIENT_ID", "desk-pc")
    assert ClientSettings().identity_dir == tmp_path / "client" / "desk-pc"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OBT_SERVER_URL", "ftp://obt"),
        ("OBT_SERVER_URL", "http://user:secret@obt"),
        ("OBT_SERVER_URL", "http://obt:99999"),
        ("OBT_CLIENT_ID", "../escape"),
        ("OBT_SYNC_INTERVAL_S", "0"),
        ("OBT_FOREIGN_CPU", "10"),
        ("OLLAMA_HOST", "ftp://x"),
    ],
)
def test_refuses_bad_values(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        ClientSettings()


@pytest.mark.parametrize(
    ("ollama", "port"), [("", None), ("other:11434", None), ("127.0.0.1:11435", 11435)]
)
def test_another_ollama_of_the_same_host_is_told_by_its_port(ollama: str, port: int | None) -> None:
    name = name_of(parse(ollama))
    assert name == (f"{socket.gethostname()}-{port}" if port else None)
