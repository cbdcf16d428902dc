"""Progress: never falling, never guessed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obt.client.jobs.meter import Meter
from obt.wire.jobs import Progress


class Pull:
    """Lines of a pull, and a clock that passes between them."""

    def __init__(self) -> None:
        self.time = 0.0
        self.meter = Meter(lambda: self.time)

    def line(self, completed: int | None, total: int = 1000, digest: str = "a") -> Progress:
        line: dict[str, Any] = {"status": f"pulling {digest}", "digest": digest, "total": total}
        if completed is not None:
            line["completed"] = completed
        return self.meter.take(line)

    def after(self, seconds: float, completed: int, total: int = 1000) -> Progress:
        self.time += seconds
        return self.line(completed, total)


def test_what_falls_at_ollama_does_not_fall_here() -> None:
    pull = Pull()
    pull.line(600)
    assert pull.line(200).completed == 600
    assert pull.line(700).completed == 700


def test_the_whole_is_the_sum_of_its_layers() -> None:
    pull = Pull()
    pull.line(1000, 1000, "a")
    told = pull.line(5, 10, "b")
    assert (told.completed, told.total) == (1005, 1010)
    assert [(it.digest, it.completed, it.total) for it in told.layers] == [
        ("a", 1000, 1000),
        ("b", 5, 10),
    ]


def test_before_the_first_layer_there_are_no_numbers() -> None:
    told = Pull().meter.take({"status": "pulling manifest"})
    assert (told.completed, told.total, told.rate, told.eta_s) == (None, None, None, None)


def test_completed_is_absent_at_zero() -> None:
    assert Pull().line(None).completed == 0


def test_a_rate_and_an_eta_come_when_there_is_enough_to_tell() -> None:
    pull = Pull()
    pull.line(0)
    assert pull.after(1, 100).rate is None
    told = pull.after(1, 200)
    assert told.rate == pytest.approx(100)
    assert told.eta_s == pytest.approx(8)


def test_what_was_there_before_is_no_speed() -> None:
    pull = Pull()
    pull.line(500)
    told = [pull.after(1, 500 + 10 * step) for step in range(1, 5)]
    assert told[-1].rate == pytest.approx(10)


def test_a_rate_follows_the_network() -> None:
    pull = Pull()
    pull.line(0, 10**6)
    fast = [pull.after(0.5, 1000 * step, 10**6) for step in range(1, 101)]
    assert fast[-1].rate == pytest.approx(2000)
    slow = [pull.after(0.5, 100_000 + 10 * step, 10**6) for step in range(1, 101)]
    assert slow[-1].rate == pytest.approx(20, rel=0.05)


def test_nothing_is_guessed_while_the_digest_is_checked() -> None:
    pull = Pull()
    pull.line(0)
    pull.after(5, 1000)
    told = pull.meter.take({"status": "verifying sha256 digest"})
    assert (told.rate, told.eta_s, told.completed) == (None, None, 1000)


def test_odd_numbers_of_ollama_are_left_out() -> None:
    told = Pull().meter.take({"status": "x\ny", "digest": "a", "total": -5, "completed": True})
    assert (told.status, told.total) == ("x y", None)


lines = st.tuples(
    st.sampled_from("ab"), st.integers(0, 2000), st.integers(0, 1000), st.floats(0, 10)
)


@given(st.lists(lines, max_size=30))
def test_whatever_comes_progress_is_sound(given: list[tuple[str, int, int, float]]) -> None:
    pull = Pull()
    before = 0
    for digest, completed, total, passed in given:
        pull.time += passed
        told = pull.line(completed, total, digest)
        assert told.completed is not None
        assert told.total is not None
        assert before <= told.completed <= told.total
        assert told.rate is None or told.rate >= 0
        assert told.eta_s is None or told.eta_s > 0
        before = told.completed
