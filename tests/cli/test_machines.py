"""`obt rename`, `label`, `forget` and `log`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from tests.cli.conftest import Installation, installation

from obt.cli.log import WORDS
from obt.server.history.changes import Kind


def test_a_machine_is_renamed(obt: Installation) -> None:
    result = obt.run("rename", "DESK", "Big Desk")
    assert (result.exit_code, result.stdout) == (0, "renamed   desk is Big Desk now\n")
    assert obt.json("clients", "big")[0]["client_id"] == "id-desk"
    assert obt.json("rename", "Big Desk", "desk")["name"] == "desk"


def test_labels_come_and_go(obt: Installation) -> None:
    result = obt.run("label", "desk,lab*", "quiet", "gpu")
    assert result.exit_code == 0
    assert result.stdout == "labelled  desk  quiet, gpu\nlabelled  lab1  quiet, gpu\n"
    found = obt.json("label", "desk", "fast", "quiet", "--remove", "gpu")
    assert [it["labels"] for it in found] == [["quiet", "fast"]]
    assert [it["client_id"] for it in obt.json("clients", "label:gpu")] == ["id-lab1"]
    assert obt.json("label", "desk", "new", "--only")[0]["labels"] == ["new"]
    assert obt.run("label", "all", "--only").stdout.endswith("labelled  lab1  no labels\n")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["rename", "desk", ""], "'' is no name for a machine: "),
        (["rename", "*1,desk", "x"], "One machine is meant, but '*1,desk' are 2."),
        (["label", "desk"], "No label is named."),
        (["label", "desk", "a,b"], "That cannot be a label: "),
        (["forget", "nowhere"], "There is no machine 'nowhere'."),
        (["forget", "attic"], "say --yes to go on without a question."),
        (["log", "dsek"], "Did you mean desk?"),
        (["log", "desk", "-f", "--json"], "without --json"),
    ],
)
def test_what_makes_no_sense_is_said(obt: Installation, args: list[str], says: str) -> None:
    result = obt.run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_the_log_ends_with_what_is_new(obt: Installation) -> None:
    lines = obt.run("log", "attic").stdout.splitlines()
    assert lines[0].split() == ["AT", "WHAT"]
    told = [re.split(r" {2,}", line)[1] for line in lines[1:]]
    assert told[-1] == "offline"
    assert told.index("registered") < told.index("online")
    newest, *_ = obt.json("log", "attic", "-n", "2")
    assert newest["kind"] == "client.offline"
    assert len(obt.run("log", "attic", "-n", "2").stdout.splitlines()) == 3


def test_every_kind_of_entry_has_its_word() -> None:
    assert set(WORDS) == set(get_args(Kind))


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as made:
        yield made


def test_machines_are_forgotten_by_pattern(doomed: Installation) -> None:
    result = doomed.run("forget", "attic,lab*", "--yes")
    assert (result.exit_code, result.stdout) == (0, "forgotten attic\nforgotten lab1\n")
    assert [it["name"] for it in doomed.json("clients")] == ["desk"]
    assert doomed.run("forget", "attic", "--yes").exit_code == 2
