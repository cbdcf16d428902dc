import os
import signal

import pytest

from obt.client.signals import on_stop


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGHUP")
@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
async def test_a_signal_ignored_from_outside_stays_ignored(name: str) -> None:
    number = signal.Signals[name]
    stops: list[str] = []
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with on_stop(lambda: stops.append(name)):
            assert signal.getsignal(number) is signal.SIG_IGN
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)
    with on_stop(lambda: stops.append(name)):
        assert signal.getsignal(number) is not signal.SIG_IGN
    assert not stops
