"""`obt clients`, `models`, `ps`, `show`, and what all commands do with errors."""

import json

import pytest
from tests.cli.conftest import TOKEN, Installation
from typer.testing import CliRunner

from obt.cli.main import app
from obt.cli.wish import contact
from obt.sdk import BadReplyError, Obt, UnreachableError


def test_clients(obt: Installation) -> None:
    result = obt.run("clients")
    assert result.exit_code == 0
    header, *rows = result.stdout.splitlines()
    assert header.split()[:3] == ["NAME", "ID", "STATUS"]
    found = {row.split()[0]: row.split()[1:3] for row in rows}
    assert found == {
        "attic": ["id-attic", "offline"],
        "desk": ["id-desk", "online"],
        "lab1": ["id-lab1", "online"],
    }
    assert [it["client_id"] for it in obt.json("clients", "status:online", "desk")] == ["id-desk"]


def test_models(obt: Installation) -> None:
    result = obt.run("models", "name:small:1b")
    assert result.stdout.splitlines()[1].split()[:6] == [
        *("small:1b", "700", "MB", "1.0B", "Q4_K_M", "2"),
    ]
    names = [it["name"] for it in obt.json("models", "client:desk")]
    assert names == ["mid:1b", "small:1b"]
    assert obt.run("models", "family:none").stdout == "No model is like that.\n"
    assert obt.json("models", "family:none") == []


def test_ps(obt: Installation) -> None:
    obt.run("load", "mid:1b", "--keep-alive", "-1")

    def loaded(server: Obt) -> bool:
        return server.client("id-desk").counts.loaded == 1

    obt.until("it is loaded", loaded)
    _, row = obt.run("ps").stdout.splitlines()
    assert row.split()[:2] == ["desk", "mid:1b"]
    assert row.split()[4:] == ["100%", "CPU", "for", "ever"]
    (it,) = obt.json("ps", "--on", "d*")
    assert (it["client_id"], it["name"]) == ("id-desk", "mid:1b")
    assert obt.run("ps", "--on", "lab1").stdout == "Nothing is loaded.\n"


def test_show(obt: Installation) -> None:
    result = obt.run("show", "small:1b", "--on", "desk")
    assert result.exit_code == 0
    assert "  quantization  Q4_K_M\n" in result.stdout
    assert "Template on desk\n" in result.stdout
    shown = obt.json("show", "SMALL:1b")
    assert shown["model"]["name"] == "small:1b"
    assert "modelfile" in shown["details"]
    only = obt.run("show", "small:1b", "--only", "template").stdout
    assert only.strip() == shown["details"]["template"].strip()


def test_a_bad_query_shows_where(obt: Installation) -> None:
    result = obt.run("models", "size:<8GB", "famly:x")
    assert result.exit_code == 2
    assert result.stdout == ""
    message, query, mark = result.stderr.splitlines()
    assert "unknown field 'famly'" in message
    assert query[mark.index("^") : mark.rindex("^") + 1] == "famly"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["show", "smal:1b"], "Did you mean small:1b"),
        (["show", "small"], "Did you mean small:1b"),
        (["show", "a b"], "is no model name"),
        (["ps", "--on", "dsek"], "There is no machine 'dsek'. Did you mean desk?"),
        (["ps", "--on", "nope*"], "There are: attic, desk, id-attic"),
        (["ps", "--on", ","], "No machine is named."),
        (["clients", "--server", "ftp://x"], "no address"),
        (["jobs", "wait", "nothing"], "No job and no batch begins with 'nothing'"),
        (["jobs", "cancel", "0" * 8 + "-0000-0000-0000-" + "0" * 12], "There is no batch"),
        (["jobs", "stat:x"], "did you mean 'state'?"),
        (["models", "--what"], "No such option"),
    ],
)
def test_what_makes_no_sense_is_said(obt: Installation, args: list[str], says: str) -> None:
    result = obt.run(*args)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_no_server(free_tcp_port: int) -> None:
    result = CliRunner().invoke(app, ["clients", "--server", f"127.0.0.1:{free_tcp_port}"])
    assert result.exit_code == 3
    assert result.stderr == (
        f"No OBT server answers at http://127.0.0.1:{free_tcp_port}: Connection refused.\n"
        "Start one with 'obt server', or name it: --server or OBT_SERVER_URL.\n"
    )


def test_what_is_followed_says_when_the_server_is_gone(capsys: pytest.CaptureFixture[str]) -> None:
    contact(UnreachableError("http://obt:8881", "Connection refused", sent=False))
    contact(BadReplyError("the answer was 502, which is not an OBT server's own"))
    contact(None)
    assert capsys.readouterr().err.splitlines() == [
        "No OBT server answers at http://obt:8881: Connection refused. Trying again …",
        "The server does not answer as it should: the answer was 502, which is not an OBT "
        "server's own. Trying again …",
        "The OBT server answers again.",
    ]


def test_the_token(locked: str) -> None:
    for token, says in (
        ("", "The server asks for its admin token: set OBT_ADMIN_TOKEN to it.\n"),
        ("wrong", "OBT_ADMIN_TOKEN is not the admin token of this server.\n"),
    ):
        env = {"OBT_SERVER_URL": locked, "OBT_ADMIN_TOKEN": token}
        result = CliRunner().invoke(app, ["clients"], env=env)
        assert (result.exit_code, result.stderr) == (4, says)
    env = {"OBT_SERVER_URL": locked, "OBT_ADMIN_TOKEN": TOKEN}
    result = CliRunner().invoke(app, ["clients", "--json"], env=env)
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


@pytest.mark.parametrize("width", [20, 40, 60, 80])
@pytest.mark.parametrize("what", ["clients", "models", "jobs", "config"])
def test_nothing_is_wider_than_the_screen_nor_wrapped(
    obt: Installation, what: str, width: int
) -> None:
    whole = obt.run(what).stdout.splitlines()
    narrow = obt.run(what, width=width).stdout.splitlines()
    assert len(narrow) == len(whole)
    assert all(len(line) <= width for line in narrow)
    assert all(line == line.rstrip() for line in whole)
