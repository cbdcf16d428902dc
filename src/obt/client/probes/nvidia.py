"""NVIDIA GPUs, by the driver's own library (NVML)."""

import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from obt.client.probes.reading import Absences, Missing, line
from obt.wire.facts import Gpu, GpuTelemetry

T = TypeVar("T")
Nvml = Any
"""The module `pynvml`, or what a test puts in its place; it has no types of its own."""

_NO_DRIVER = "no NVIDIA driver on this machine"
_SLOWED = (
    (0x20 | 0x40, "thermal"),
    (0x80, "power brake"),
    (0x08, "hardware slowdown"),
    (0x04, "power cap"),
)
"""Bits of `nvmlClocksEventReasons`, gravest first; idling and chosen clocks are no slowdown."""


def load_nvml(system: str = sys.platform) -> Nvml | Missing:
    """The binding, once the driver's library is there: it costs memory, most machines need none."""
    if system == "darwin":
        return Missing("macOS has no NVIDIA driver")
    names = ["libnvidia-ml.so.1"]
    if system == "win32":
        windows = os.environ.get("WINDIR", "C:/Windows")
        programs = os.environ.get("PROGRAMFILES", "C:/Program Files")
        names = [
            f"{windows}/System32/nvml.dll",
            f"{programs}/NVIDIA Corporation/NVSMI/nvml.dll",
        ]
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        import pynvml

        return pynvml
    return Missing(_NO_DRIVER)


class Nvidia:
    """For one thread at a time. The library stays open between two looks."""

    def __init__(self, load: Callable[[], Nvml | Missing] = load_nvml) -> None:
        self._load = load
        self._nvml: Nvml | Missing = Missing("not looked for yet")
        self._open = False

    def gpus(self, first: int, absent: Absences) -> list[Gpu]:
        if isinstance(self._nvml, Missing):
            self._nvml = self._load()
        if isinstance(self._nvml, Missing):
            return []  # no driver, no GPU of it: `machine` says so where there is no other either
        found: list[Gpu] = []
        driver = self._ask("nvmlSystemGetDriverVersion")
        for index, handle in self._cards(first, absent):
            at = f"gpus.{index}"
            memory = self._ask("nvmlDeviceGetMemoryInfo", handle)
            name = absent.take(f"{at}.name", self._ask("nvmlDeviceGetName", handle))
            found.append(
                Gpu(
                    index=index,
                    name=_text(name) if name else "NVIDIA GPU",
                    vendor="nvidia",
                    memory_total=absent.take(f"{at}.memory_total", _map(memory, _total)),
                    driver=absent.take(f"{at}.driver", _map(driver, _text)),
                )
            )
        return found

    def telemetry(self, first: int, absent: Absences) -> list[GpuTelemetry]:
        if isinstance(self._nvml, Missing):
            return []
        found: list[GpuTelemetry] = []
        for index, handle in self._cards(first, absent):
            at = f"gpus.{index}"
            memory = self._ask("nvmlDeviceGetMemoryInfo", handle)
            use = self._ask("nvmlDeviceGetUtilizationRates", handle)
            power = self._ask("nvmlDeviceGetPowerUsage", handle)
            temperature = self._ask("nvmlDeviceGetTemperature", handle, 0)  # 0: the GPU's sensor
            clock = self._ask("nvmlDeviceGetClockInfo", handle, 1)  # 1: the SM's clock
            found.append(
                GpuTelemetry(
                    index=index,
                    memory_used=absent.take(f"{at}.memory_used", _map(memory, _used)),
                    utilization_percent=absent.take(f"{at}.utilization_percent", _map(use, _rate)),
                    temperature_c=absent.take(f"{at}.temperature_c", _map(temperature, float)),
                    power_w=absent.take(f"{at}.power_w", _map(power, _watts)),
                    clock_mhz=absent.take(f"{at}.clock_mhz", _map(clock, float)),
                )
            )
        return found

    def throttling(self, first: int) -> dict[int, str]:
        """By number, why a card slows itself down now; a card that does not is left out."""
        if isinstance(self._nvml, Missing):
            return {}
        slowed: dict[int, str] = {}
        for index, handle in self._cards(first, Absences()):
            bits = self._ask("nvmlDeviceGetCurrentClocksThrottleReasons", handle)
            words = [] if isinstance(bits, Missing) else [w for mask, w in _SLOWED if bits & mask]
            if words:
                slowed[index] = words[0]
        return slowed

    def _close(self) -> None:
        self._open = False
        self._ask("nvmlShutdown")

    def _cards(self, first: int, absent: Absences) -> list[tuple[int, object]]:
        """Number and handle of each card. A card that is lost keeps its number.

        Opens the library; after a failure it is opened anew (drivers are updated under us).
        """
        if not self._open:
            if isinstance(opened := self._ask("nvmlInit"), Missing):
                absent.take("gpus.nvidia", opened)
                return []
            self._open = True
        count = self._ask("nvmlDeviceGetCount")
        if isinstance(count, Missing):
            absent.take("gpus.nvidia", count)
            self._close()
            return []
        cards = ((first + i, self._ask("nvmlDeviceGetHandleByIndex", i)) for i in range(count))
        return [
            (index, handle)
            for index, handle in cards
            if absent.take(f"gpus.{index}", handle) is not None
        ]

    def _ask(self, function: str, *arguments: object) -> Any | Missing:
        nvml = self._nvml
        if isinstance(nvml, Missing):
            return nvml
        try:
            return getattr(nvml, function)(*arguments)
        except nvml.NVMLError as error:
            return Missing(f"the NVIDIA driver says: {error}")


class _MemoryInfo(Protocol):
    total: int
    used: int


def _map(reading: Any | Missing, convert: Callable[[Any], T]) -> T | Missing:
    return reading if isinstance(reading, Missing) else convert(reading)


def _text(value: str | bytes) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return line(text)


def _total(memory: _MemoryInfo) -> int:
    return int(memory.total)


def _used(memory: _MemoryInfo) -> int:
    return int(memory.used)


def _rate(use: Any) -> float:
    return min(100.0, float(use.gpu))


def _watts(milliwatts: int) -> float:
    return milliwatts / 1000
