from tests.client.fakes import FakeTime

from obt.client.link.backoff import Backoff


def test_starts_fast_and_never_waits_longer_than_a_restart_may_take() -> None:
    backoff = Backoff(FakeTime().clock())
    assert [backoff.next() for _ in range(6)] == [0.5, 1, 2, 4, 4, 4]


def test_a_link_that_lasted_starts_it_anew() -> None:
    time = FakeTime()
    backoff = Backoff(time.clock())
    for _ in range(5):
        backoff.next()
    backoff.up()
    time.time += 5
    assert backoff.next() == 0.5
    assert backoff.next() == 1


def test_a_link_that_broke_at_once_does_not() -> None:
    time = FakeTime()
    backoff = Backoff(time.clock())
    backoff.next()
    backoff.up()
    time.time += 1
    assert backoff.next() == 1
