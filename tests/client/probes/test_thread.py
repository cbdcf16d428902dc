import threading

import pytest

from obt.client.probes.thread import Aside


async def test_gives_the_result() -> None:
    aside = Aside(lambda: 7, "seven")
    assert await aside.result(5) == 7


async def test_one_call_at_a_time_and_its_result_is_not_lost() -> None:
    free, calls = threading.Event(), 0

    def call() -> int:
        nonlocal calls
        calls += 1
        free.wait(5)
        return calls

    aside = Aside(call, "slow")
    assert await aside.result(0) is None
    assert await aside.result(0) is None
    free.set()
    assert await aside.result(5) == 1
    assert await aside.result(5) == 2


async def test_raises_what_the_call_raises() -> None:
    def call() -> int:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        await Aside(call, "broken").result(5)


async def test_a_hanging_call_is_a_daemon() -> None:
    free = threading.Event()
    aside = Aside(lambda: free.wait(5), "hanging")
    await aside.result(0)
    (thread,) = [t for t in threading.enumerate() if t.name == "hanging"]
    assert thread.daemon
    free.set()
    assert await aside.result(5) is True
