"""The heartbeat: measure, then let the link tell."""

import asyncio
from collections.abc import Callable

import structlog

from obt.client.clock import Clock
from obt.client.node import Node
from obt.client.outbox import Outbox
from obt.client.probes.reading import Missing
from obt.client.probes.thread import Aside
from obt.wire.facts import Hardware, Telemetry

log = structlog.get_logger("obt.client.beats")

PATIENCE_S = 1.0
"""A beat waits no longer for its telemetry."""
HARDWARE_EVERY_S = 3600.0


# A machine that answers as no other did must not end the client: its beats go on without
PROBE_ERRORS = (OSError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError)


class Heart:
    """`run` and `watch_hardware` go on for ever, side by side. A slow probe stops no beat."""

    def __init__(
        self,
        node: Node,
        outbox: Outbox,
        telemetry: Callable[[], Telemetry],
        hardware: Callable[[], Hardware],
        *,
        output_rate: Callable[[], float | Missing] | None = None,
        own_interval_s: float | None = None,
        patience_s: float = PATIENCE_S,
        clock: Clock | None = None,
    ) -> None:
        self._node = node
        self._outbox = outbox
        self._telemetry = Aside(telemetry, "telemetry")
        self._hardware = Aside(hardware, "hardware")
        self._output_rate = output_rate
        self._own_interval_s = own_interval_s
        self._patience_s = patience_s
        self._clock = clock or Clock()
        self._measured_at = self._clock.now()
        self._failed: dict[str, str] = {}
        self._paced = asyncio.Event()
        self.interval_s = own_interval_s or 10.0

    def pace(self, interval_s: float) -> None:
        """The server's wish, by which it tells who is late; an own interval may only be shorter."""
        own = self._own_interval_s
        if own is not None and own > interval_s:
            log.warning("OBT_HEARTBEAT_INTERVAL_S is too long for this server", uses=interval_s)
            own = None
        interval_s = max(1.0, own or interval_s)
        if interval_s != self.interval_s:
            self.interval_s = interval_s
            self._paced.set()

    async def run(self) -> None:
        while True:
            await self.beat()
            self._paced.clear()
            waking = asyncio.ensure_future(self._clock.sleep(self.interval_s))
            pacing = asyncio.ensure_future(self._paced.wait())
            try:
                await asyncio.wait({waking, pacing}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                waking.cancel()
                pacing.cancel()

    async def beat(self) -> None:
        try:
            measured = await self._telemetry.result(self._patience_s)
        except PROBE_ERRORS as error:
            self._fail("telemetry", error)
            measured = None
        if measured is not None:
            self._node.telemetry, self._measured_at = self._counted(measured), self._clock.now()
        else:
            self._node.telemetry = self._old()
        self._outbox.mark("beat")

    async def probe_hardware(self, patience_s: float) -> None:
        """Tells where something changed."""
        try:
            hardware = await self._hardware.result(patience_s)
        except PROBE_ERRORS as error:
            self._fail("hardware", error)
            return
        if hardware is not None and hardware != self._node.hardware:
            self._node.hardware = hardware
            self._outbox.mark("hardware")

    async def watch_hardware(self) -> None:
        while True:
            await self.probe_hardware(HARDWARE_EVERY_S)
            await self._clock.sleep(HARDWARE_EVERY_S)

    def _counted(self, measured: Telemetry) -> Telemetry:
        if self._output_rate is None:
            return measured
        rate = self._output_rate()
        if isinstance(rate, Missing):
            absent = {**measured.absent, "output_rate": rate.reason}
            return measured.model_copy(update={"absent": absent})
        return measured.model_copy(update={"output_rate": rate})

    def _fail(self, what: str, error: Exception) -> None:
        why = f"{type(error).__name__}: {error}"
        if self._failed.get(what) != why:
            self._failed[what] = why
            log.error("a probe failed", probe=what, why=why)

    def _old(self) -> Telemetry:
        """The last values, with a note that they are old."""
        age = self._clock.now() - self._measured_at
        last = self._node.telemetry
        note = f"these values are {age:.0f} s old: a probe is slow or fails"
        return last.model_copy(update={"absent": {**last.absent, "telemetry": note}})
