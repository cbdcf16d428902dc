"""All probes of this machine together. Everything here may block: it runs beside the loop."""

import platform
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from obt.client.probes import cpu_use, disk, system
from obt.client.probes.amd import Amd
from obt.client.probes.apple import Apple
from obt.client.probes.memory import Memory, memory
from obt.client.probes.nvidia import Nvidia
from obt.client.probes.reading import Absences, Missing
from obt.wire.facts import Cpu, Disk, Gpu, GpuTelemetry, Hardware, Telemetry


class GpuProbe(Protocol):
    """GPUs of one vendor. Numbers go on from `first`; the same in hardware and telemetry."""

    def gpus(self, first: int, absent: Absences) -> list[Gpu]: ...

    def telemetry(self, first: int, absent: Absences) -> list[GpuTelemetry]: ...


class Machine:
    """`hardware` first, then `telemetry`; from any thread, one waits for the other."""

    def __init__(
        self,
        folder: Callable[[], Path | Missing],
        *,
        gpus: Sequence[GpuProbe] | None = None,
        read_memory: Callable[[], Memory | Missing] = memory,
        platform_name: str = sys.platform,
    ) -> None:
        self._folder = folder
        self._gpus: Sequence[GpuProbe] = [Nvidia(), Amd(), Apple()] if gpus is None else gpus
        self._memory = read_memory
        self._system = platform_name
        self._cpu = cpu_use.CpuUse()
        self._lock = threading.Lock()
        self._firsts: list[int] = []  # GPUs have no number before the hardware is known

    def hardware(self) -> Hardware:
        with self._lock:
            return self._hardware()

    def telemetry(self) -> Telemetry:
        with self._lock:
            return self._telemetry()

    def _hardware(self) -> Hardware:
        absent = Absences()
        memory = absent.take("memory_total", self._memory())
        space = absent.take("models_disk", disk.space(self._folder()))
        gpus: list[Gpu] = []
        self._firsts = []
        for probe in self._gpus:
            first = gpus[-1].index + 1 if gpus else 0
            self._firsts.append(first)
            gpus += probe.gpus(first, absent)
        if not gpus:
            absent.note({"gpus": self._no_gpu(absent)})
        return Hardware(
            cpu=Cpu(
                model=absent.take("cpu.model", system.cpu_model()),
                architecture=platform.machine() or "unknown",
                cores_physical=absent.take("cpu.cores_physical", system.cores(logical=False)),
                cores_logical=absent.take("cpu.cores_logical", system.cores(logical=True)),
            ),
            memory_total=memory.total if memory else None,
            os=system.operating_system(),
            gpus=gpus,
            models_disk=Disk(path=str(space.path), total=space.total) if space else None,
            absent=absent.reasons,
        )

    def _telemetry(self) -> Telemetry:
        absent = Absences()
        memory = absent.take("memory_used", self._memory())
        space = absent.take("disk_free", disk.space(self._folder()))
        gpus: list[GpuTelemetry] = []
        for probe, first in zip(self._gpus, self._firsts, strict=False):
            gpus += probe.telemetry(first, absent)
        return Telemetry(
            cpu_percent=absent.take("cpu_percent", self._cpu.percent()),
            load_1m=absent.take("load_1m", cpu_use.load_1m(self._system)),
            memory_used=memory.used if memory else None,
            disk_free=space.free if space else None,
            gpus=gpus,
            absent=absent.reasons,
        )

    def _no_gpu(self, absent: Absences) -> str:
        if nvidia := absent.reasons.get("gpus.nvidia"):
            return nvidia
        if self._system == "win32":
            return "no NVIDIA driver; Windows tells nothing of other GPUs without their own tools"
        if self._system == "darwin":
            return "no Apple silicon, and Ollama uses no other GPU on a Mac"
        return "no NVIDIA driver and no AMD card on this machine"
