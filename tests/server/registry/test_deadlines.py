import math

from obt.server.registry.deadlines import Deadlines


def test_each_key_is_due_once_and_in_time() -> None:
    deadlines = Deadlines()
    deadlines.ask("b", 20)
    deadlines.ask("a", 10)
    assert deadlines.due(9) == []
    assert deadlines.due(15) == ["a"]
    assert deadlines.due(30) == ["b"]
    assert deadlines.due(1e9) == []


def test_the_earliest_counts() -> None:
    deadlines = Deadlines()
    deadlines.ask("a", 60)
    deadlines.ask("a", 20)
    deadlines.ask("a", 40)
    assert deadlines.due(20) == ["a"]
    assert deadlines.due(1e9) == []


def test_dropped_and_never_are_not_due() -> None:
    deadlines = Deadlines()
    deadlines.ask("a", 5)
    deadlines.drop("a")
    deadlines.ask("b", math.inf)
    assert deadlines.due(1e9) == []
