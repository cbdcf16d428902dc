from datetime import UTC, datetime

import pytest
from tests.client.fakes import digest

from obt.client.node import ModelsBook, fingerprint
from obt.wire.facts import InstalledModel
from obt.wire.frames import ModelsChanged, ModelsSnapshot


def model(name: str, letter: str = "a") -> InstalledModel:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    return InstalledModel(name=name, digest=digest(letter), size=1, modified_at=moment)


def names(frame: ModelsSnapshot | ModelsChanged | None) -> tuple[list[str], list[str]]:
    assert isinstance(frame, ModelsChanged)
    return [m.name for m in frame.upserted], frame.removed


def test_nothing_is_told_before_the_first_reading() -> None:
    book = ModelsBook()
    assert book.greet() is None
    book.welcomed(resync=True)
    assert book.frame() is None


def test_an_empty_list_is_told_as_such() -> None:
    book = ModelsBook()
    assert book.update([])
    frame = book.frame()
    assert isinstance(frame, ModelsSnapshot)
    assert frame.models == []


def test_nothing_is_told_where_the_server_has_the_list() -> None:
    book = ModelsBook()
    book.update([model("a")])
    assert book.greet() == fingerprint([model("a")])
    book.welcomed(resync=False)
    assert book.frame() is None


def test_only_the_difference_is_told() -> None:
    book = ModelsBook()
    book.update([model("a"), model("b"), model("c")])
    book.greet()
    book.welcomed(resync=False)
    assert book.update([model("a"), model("b", "f"), model("d")])
    frame = book.frame()
    assert names(frame) == (["b", "d"], ["c"])
    assert isinstance(frame, ModelsChanged)
    assert frame.base == fingerprint([model("a"), model("b"), model("c")])
    assert book.frame() is None


def test_changes_before_the_send_are_one_frame() -> None:
    book = ModelsBook()
    book.update([model("a")])
    assert isinstance(book.frame(), ModelsSnapshot)
    book.update([model("a"), model("b")])
    book.update([model("a"), model("c")])
    assert names(book.frame()) == (["c"], [])


def test_a_change_and_back_is_nothing() -> None:
    book = ModelsBook()
    book.update([model("a")])
    book.frame()
    book.update([])
    book.update([model("a")])
    assert book.frame() is None


def test_a_change_between_hello_and_welcome_is_not_lost() -> None:
    book = ModelsBook()
    book.update([model("a")])
    book.greet()
    book.update([model("b")])
    book.welcomed(resync=False)
    assert names(book.frame()) == (["b"], ["a"])


@pytest.mark.parametrize("told", [True, False])
def test_resync_tells_all(told: bool) -> None:
    book = ModelsBook()
    book.update([model("a")])
    if told:
        book.frame()
    book.resync()
    frame = book.frame()
    assert isinstance(frame, ModelsSnapshot)
    assert frame.fingerprint == fingerprint([model("a")])


def test_the_same_list_in_another_order_is_no_change() -> None:
    book = ModelsBook()
    assert book.update([model("a"), model("b")])
    assert not book.update([model("b"), model("a")])
