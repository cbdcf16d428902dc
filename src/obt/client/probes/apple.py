"""The GPU of Apple silicon: it shares the machine's memory."""

import platform
import sys
from collections.abc import Callable

from obt.client.probes import command
from obt.client.probes.reading import Absences, Missing, clean
from obt.wire.facts import Gpu, GpuTelemetry

_SHARED = "the GPU shares the machine's memory"
_ROOT_ONLY = "macOS tells this to an administrator only (powermetrics)"


class Apple:
    def __init__(
        self,
        system: str = sys.platform,
        machine: str | None = None,
        run: Callable[..., str | Missing] = command.output,
    ) -> None:
        self._here = system == "darwin" and (machine or platform.machine()) == "arm64"
        self._run = run

    def gpus(self, first: int, absent: Absences) -> list[Gpu]:
        if not self._here:
            return []
        at = f"gpus.{first}"
        chip = absent.take(
            f"{at}.name", clean(self._run("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"))
        )
        absent.note({f"{at}.memory_total": _SHARED})
        return [Gpu(index=first, name=chip or "Apple GPU", vendor="apple", unified_memory=True)]

    def telemetry(self, first: int, absent: Absences) -> list[GpuTelemetry]:
        if not self._here:
            return []
        absent.note(
            {
                f"gpus.{first}.memory_used": _SHARED,
                **{
                    f"gpus.{first}.{value}": _ROOT_ONLY
                    for value in ("utilization_percent", "temperature_c", "power_w", "clock_mhz")
                },
            }
        )
        return [GpuTelemetry(index=first)]
