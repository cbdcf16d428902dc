"""`obt simulate`."""

from typer.testing import CliRunner

from obt.cli.exits import UNREACHABLE
from obt.cli.main import app


def test_links_to_no_server_are_a_sentence_not_a_trace() -> None:
    command = ["simulate", "--links", "--nodes", "2", "--server", "http://127.0.0.1:9"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == UNREACHABLE
    assert "No OBT server answers at http://127.0.0.1:9" in result.stderr
    assert "Traceback" not in result.output
