"""Blocking calls beside the event loop, one at a time, that can hang and yet hold nobody up."""

import asyncio
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Aside(Generic[T]):
    """Runs one function in a daemon thread: a driver that hangs cannot stop the process's end."""

    def __init__(self, call: Callable[[], T], name: str) -> None:
        self._call = call
        self._name = name
        self._running: asyncio.Future[T] | None = None

    def start(self) -> "asyncio.Future[T]":
        """The future of the call now running; a new call where none is."""
        if self._running is None or self._running.done():
            loop = asyncio.get_running_loop()
            self._running = loop.create_future()
            threading.Thread(
                target=self._run, args=(loop, self._running), name=self._name, daemon=True
            ).start()
        return self._running

    async def result(self, patience_s: float) -> T | None:
        """The result, or None while it is not there; whatever the call raises."""
        future = self.start()
        done, _ = await asyncio.wait({future}, timeout=patience_s)
        return future.result() if done else None

    def _run(self, loop: asyncio.AbstractEventLoop, future: "asyncio.Future[T]") -> None:
        result: T | None = None
        failure: BaseException | None = None
        try:
            result = self._call()
        except BaseException as error:  # noqa: BLE001 (handed to whoever waits)
            failure = error

        def settle() -> None:
            if future.cancelled():
                return
            if failure is not None:
                future.set_exception(failure)
            else:
                future.set_result(result)  # type: ignore[arg-type]

        try:
            loop.call_soon_threadsafe(settle)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more
