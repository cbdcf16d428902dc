import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from obt.cli.config import without_password
from obt.cli.main import app

ENV = {
    "OBT_ADMIN_TOKEN": "top-secret",
    "OBT_DATABASE_URL": "sqlite+aiosqlite://obt:pass@word@db/obt",
    "OBT_PORT": "9000",
    "OLLAMA_HOST": "",
}


def test_values_with_their_source_and_without_secrets(tmp_path: Path) -> None:
    env = {**ENV, "OBT_DATA_DIR": str(tmp_path)}
    result = CliRunner().invoke(app, ["config", "--json"], env=env)
    assert result.exit_code == 0
    found = {
        (it["part"], it["name"]): (it["value"], it["source"]) for it in json.loads(result.stdout)
    }
    assert found["server", "OBT_PORT"] == ("9000", "environment")
    assert found["server", "OBT_HOST"] == ("127.0.0.1", "default")
    assert found["server", "OBT_ADMIN_TOKEN"] == ("********", "environment")
    assert found["server", "OBT_ENROLL_TOKEN"] == (None, "default")
    assert found["server", "OBT_DATABASE_URL"][0] == "sqlite+aiosqlite://obt:********@db/obt"
    assert found["client", "OLLAMA_HOST"][1] == "default"
    assert found["client", "OBT_DATA_DIR"] == (str(tmp_path), "environment")
    assert "secret" not in result.stdout
    table = CliRunner().invoke(app, ["config", "client"], env=env).stdout
    assert "OBT_SYNC_INTERVAL_S" in table
    assert "OBT_PORT" not in table


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"OBT_PORT": "x"}, "server: OBT_PORT: "),
        ({"OBT_HOST": "::"}, "server: OBT_HOST=:: would open this server"),
        ({"OLLAMA_HOST": "ftp://desk"}, "client: OLLAMA_HOST: ftp:// is no scheme"),
    ],
)
def test_what_is_wrong_is_named(env: dict[str, str], says: str) -> None:
    result = CliRunner().invoke(app, ["config"], env=env)
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sqlite+aiosqlite:///a@b", "sqlite+aiosqlite:///a@b"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ("postgresql://me@db/x", "postgresql://me@db/x"),
        ("postgresql://me:p@db/x", "postgresql://me:********@db/x"),
    ],
)
def test_passwords_in_addresses(text: str, shown: str) -> None:
    assert without_password(text) == shown
