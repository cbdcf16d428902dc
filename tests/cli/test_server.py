"""`obt server` and `obt up` where only the client's half is installed."""

import pytest
from typer.testing import CliRunner

from obt.cli import server
from obt.cli.main import app


@pytest.mark.parametrize("command", ["server", "up"])
def test_without_the_servers_packages_it_says_what_to_install(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SERVERS_OWN", "a_package_nobody_has")
    result = CliRunner().invoke(app, [command])
    assert result.exit_code == 2
    assert (
        result.stderr
        == "The server is not installed here: install OBT's wheel with [server] behind its name\n"
    )


def test_up_takes_the_servers_port(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, list[str]]] = []

    async def note(programs: list[object], **_: object) -> int:
        started.extend((p.name, p.argv[3:]) for p in programs)  # type: ignore[attr-defined]
        return 0

    monkeypatch.setattr("obt.cli.supervisor.run_group", note)
    assert CliRunner().invoke(app, ["up"], env={"OBT_PORT": "19881"}).exit_code == 0
    assert started == [
        ("server", ["server", "--port", "19881"]),
        ("client", ["client", "--server", "http://127.0.0.1:19881"]),
    ]
