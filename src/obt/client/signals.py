"""Stopping on Ctrl-C, a polite kill and a closed terminal, on every platform."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last on Windows only, HUP not there


@contextmanager
def on_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` in the running loop for each signal that asks to stop.

    One that whoever started us ignores stays ignored: that is how `nohup` works.
    """
    loop = asyncio.get_running_loop()
    known = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    numbers = [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]

    def wake(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)

    before = {}
    for number in numbers:
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            before[number] = signal.signal(number, wake)
    try:
        yield
    finally:
        for number in numbers:
            if number in before:
                signal.signal(number, before[number])
            else:
                loop.remove_signal_handler(number)
