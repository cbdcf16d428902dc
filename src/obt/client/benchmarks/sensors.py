"""Everything that can be read of the machine several times a second, cheaply. It may block."""

from collections.abc import Sequence

from obt.client.probes import memory
from obt.client.probes.amd import Amd
from obt.client.probes.apple import Apple
from obt.client.probes.cpu_use import CpuUse
from obt.client.probes.files import Files
from obt.client.probes.machine import GpuProbe
from obt.client.probes.nvidia import Nvidia
from obt.client.probes.reading import Absences, Missing
from obt.measure.sample import GpuPoint, TelemetryPoint
from obt.wire.facts import GpuTelemetry

_HWMON = frozenset({"coretemp", "k10temp", "zenpower", "cpu_thermal"})
_THROTTLES = "/sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count"


class Rapl:
    """Power of the processor packages from their energy counters (Linux; often root only)."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._packages = [
            path
            for path in files.match("/sys/class/powercap", "intel-rapl:*")
            if path.count(":") == 1 and str(files.text(f"{path}/name")).startswith("package")
        ]
        self._last: tuple[int, list[int]] | None = None

    def watts(self, at_ns: int) -> float | None:
        """Mean since the last look; None at the first, and where a counter cannot be read."""
        read = [self._files.number(f"{path}/energy_uj") for path in self._packages]
        now = [value for value in read if not isinstance(value, Missing)]
        if not now or len(now) < len(read):
            self._last = None
            return None
        last, self._last = self._last, (at_ns, now)
        if last is None or at_ns <= last[0]:
            return None
        used = [
            self._used(path, a, b) for path, a, b in zip(self._packages, last[1], now, strict=True)
        ]
        known = [joules for joules in used if joules is not None]
        return sum(known) / ((at_ns - last[0]) * 1e-9) if len(known) == len(used) else None

    def _used(self, path: str, before: int, now: int) -> float | None:
        """Joules; a counter begins anew at the end of its range."""
        if now >= before:
            return (now - before) * 1e-6
        full = self._files.number(f"{path}/max_energy_range_uj")
        return None if isinstance(full, Missing) else (now - before + full) * 1e-6


class Sensors:
    """For one thread at a time."""

    def __init__(self, files: Files | None = None, gpus: Sequence[GpuProbe] | None = None) -> None:
        self._files = files or Files()
        self._rapl = Rapl(self._files)
        self._cpu = CpuUse()
        self._heat = self._thermometer()
        ours: Sequence[GpuProbe] = (Nvidia(), Amd(), Apple())
        self._gpus = ours if gpus is None else gpus
        self._firsts: list[int] = []
        count = 0
        for probe in self._gpus:
            self._firsts.append(count)
            count += len(probe.gpus(count, Absences()))

    def point(self, at_ns: int) -> TelemetryPoint:
        share, ram = self._cpu.percent(), memory.memory(self._files)
        degrees = self._files.number(self._heat) if self._heat else Missing("no thermometer")
        return TelemetryPoint(
            at_ns=at_ns,
            cpu=None if isinstance(share, Missing) else share / 100,
            memory_used=None if isinstance(ram, Missing) else ram.used,
            temperature_c=None if isinstance(degrees, Missing) else degrees / 1000,
            power_w=self._rapl.watts(at_ns),
            gpus=tuple(self._gpu_points()),
        )

    def cpu_throttles(self) -> int:
        """How often heat has slowed the processor down since it was started (Linux, Intel)."""
        count = self._files.number(_THROTTLES)
        return 0 if isinstance(count, Missing) else count

    def _gpu_points(self) -> list[GpuPoint]:
        points: list[GpuPoint] = []
        for probe, first in zip(self._gpus, self._firsts, strict=True):
            slowed = probe.throttling(first) if isinstance(probe, Nvidia) else {}
            read = probe.telemetry(first, Absences())
            points += [_point(gpu, slowed.get(gpu.index)) for gpu in read]
        return points

    def _thermometer(self) -> str | None:
        """The file of the processor's own temperature."""
        for folder in self._files.match("/sys/class/hwmon", "hwmon*"):
            if self._files.text(f"{folder}/name") in _HWMON:
                return f"{folder}/temp1_input"
        return None


def _point(gpu: GpuTelemetry, throttled: str | None) -> GpuPoint:
    use = gpu.utilization_percent
    return GpuPoint(
        index=gpu.index,
        use=None if use is None else use / 100,
        memory_used=gpu.memory_used,
        clock_mhz=gpu.clock_mhz,
        temperature_c=gpu.temperature_c,
        power_w=gpu.power_w,
        throttled=throttled,
    )
