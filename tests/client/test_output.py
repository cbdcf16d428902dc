from tests.client.fakes import FakeTime

from obt.client.output import NOTHING, Output


def after(time: FakeTime, seconds: float, output: Output) -> object:
    time.time += seconds
    return output.rate()


def test_pieces_count_in_the_beat_in_which_they_came() -> None:
    time = FakeTime()
    output = Output(time.clock())
    for _ in range(80):
        output.add(1, 0.0)
    assert after(time, 10, output) == 8.0


def test_without_a_request_there_is_no_rate_and_the_next_is_not_thinned_by_the_silence() -> None:
    time = FakeTime()
    output = Output(time.clock())
    assert after(time, 60, output) is NOTHING
    output.add(1, 0.0)
    assert after(time, 2, output) == 0.5
    assert after(time, 2, output) is NOTHING


def test_a_request_that_outlasted_a_beat_counts_with_its_own_mean() -> None:
    time = FakeTime()
    output = Output(time.clock())
    output.add(600, 30.0)
    output.add(20, 1.0)
    assert after(time, 10, output) == 600 / 30 + 20 / 10


def test_two_looks_at_once_lose_nothing() -> None:
    time = FakeTime()
    output = Output(time.clock())
    output.add(10, 0.0)
    assert output.rate() is NOTHING
    assert after(time, 10, output) == 1.0
