"""Which machines are meant."""

from datetime import UTC, datetime

import pytest

from obt.cli.exits import Mistake
from obt.cli.fleet import Fleet
from obt.cli.targets import Wanted, there_now
from obt.sdk import Client
from obt.sdk.models import Counts
from obt.wire.facts import Cpu, Hardware, OllamaState, OperatingSystem


def machine(client_id: str, name: str | None = None) -> Client:
    return Client(
        client_id=client_id,
        name=name or client_id,
        hostname="h",
        platform="linux",
        client_version="0.1.0",
        labels=[],
        registered_at=datetime(2026, 5, 1, tzinfo=UTC),
        status="online",
        status_reason=None,
        link="websocket",
        last_seen=None,
        ollama=OllamaState(reachable=True, url="http://127.0.0.1:11434"),
        hardware=Hardware(cpu=Cpu(architecture="x"), os=OperatingSystem(name="y")),
        telemetry=None,
        loaded=[],
        counts=Counts(installed=0, loaded=0, jobs=0),
        outdated=[],
    )


FLEET = Fleet(
    [
        machine("d-1", "Desk"),
        machine("lab1"),
        machine("lab2"),
        machine("t-1", "twin"),
        machine("t-2", "twin"),
        machine("k", "Kitchen, left"),
        machine("b", "box[1]"),
    ]
)


def chosen(text: str) -> list[str]:
    return [it.client.client_id for it in FLEET.choose(text)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("desk", ["d-1"]),
        ("D-1", ["d-1"]),
        ("desk,LAB*", ["d-1", "lab1", "lab2"]),
        ("lab*, lab1", ["lab1", "lab2"]),
        ("lab?", ["lab1", "lab2"]),
        ("tw*", ["t-1", "t-2"]),
        ("t-2", ["t-2"]),
        ("kitchen, left", ["k"]),
        ("box[1]", ["b"]),
        ("box[*", ["b"]),
    ],
)
def test_names_ids_and_patterns(text: str, ids: list[str]) -> None:
    assert chosen(text) == ids


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dekc", "There is no machine 'dekc'. Did you mean Desk?"),
        ("ab2", "Did you mean lab2"),
        ("zzz", "There is no machine 'zzz'. There are: Desk, Kitchen, left, b, box[1]"),
        ("z*", "No machine is like 'z*'."),
        ("twin", "2 machines are called 'twin': name one by its id: t-1, t-2."),
        (" , ", "No machine is named."),
    ],
)
def test_what_is_not_there(text: str, says: str) -> None:
    with pytest.raises(Mistake) as mistake:
        FLEET.choose(text)
    assert str(mistake.value).startswith(says) or says in str(mistake.value)


def test_named_and_only_met() -> None:
    found = {it.client.client_id: it.by_name for it in FLEET.choose("lab*,lab2")}
    assert found == {"lab1": False, "lab2": True}


def test_one() -> None:
    assert FLEET.one("desk").client_id == "d-1"
    with pytest.raises(Mistake, match="One machine is meant, but 'lab\\*' are 2"):
        FLEET.one("lab*")
    with pytest.raises(Mistake, match="No machine has registered"):
        Fleet([]).one("desk")


def test_labels_tell_twins_apart() -> None:
    assert FLEET.label("d-1") == "Desk"
    assert FLEET.label("t-1") == "twin (t-1)"
    assert FLEET.label("forgotten") == "forgotten"


def test_what_is_away_is_left_out_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    late = machine("sim-1").model_copy(update={"status": "late"})
    off = machine("sim-2").model_copy(update={"status": "offline"})
    fleet = Fleet([machine("desk"), late, off])
    desk, one, two = (Wanted(it, "a:1b") for it in ("desk", "sim-1", "sim-2"))
    assert there_now(fleet, [desk], "Hint.") == [desk]
    assert capsys.readouterr().err == ""
    assert there_now(fleet, [one, desk, two], "Hint.") == [desk]
    assert capsys.readouterr().err == "sim-1, sim-2 are away, and left out. Hint.\n"
    with pytest.raises(Mistake, match=r"^sim-1 is away: nothing was done\. Hint\.$"):
        there_now(fleet, [one], "Hint.")
