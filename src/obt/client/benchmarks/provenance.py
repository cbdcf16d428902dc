"""What machine it was. Everything here may block."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psutil

from obt import __version__
from obt.client.probes import command
from obt.client.probes.files import Files
from obt.client.probes.machine import Machine as Probes
from obt.client.probes.reading import Missing, line
from obt.wire.benchmarks import Machine
from obt.wire.facts import Hardware

Run = Callable[..., str | Missing]


def hardware(folder: Callable[[], Path | Missing]) -> Hardware:
    """`folder` finds Ollama's models."""
    return Probes(folder).hardware()


def machine(found: Hardware, ollama: str | None, idle_cpu: float | None, now: datetime) -> Machine:
    return Machine(
        seen_at=now,
        client_version=__version__,
        ollama_version=ollama,
        hardware=found,
        power_source=power_source(),
        power_mode=power_mode(),
        idle_cpu=idle_cpu,
    )


def power_source() -> str | None:
    """`mains` or `battery`; None where the system knows of no battery."""
    try:
        battery = psutil.sensors_battery()
    except (OSError, RuntimeError):  # a broken ACPI, or a driver that answers nonsense
        return None
    if battery is None or battery.power_plugged is None:
        return None
    return "mains" if battery.power_plugged else "battery"


def power_mode(
    system: str = sys.platform, files: Files | None = None, run: Run = command.output
) -> str | None:
    """In the system's own words; None where it does not tell."""
    if system == "win32":
        # Power Scheme GUID: 381b4222-f694-41f0-9685-ff5bb260df2e  (Balanced)
        said = run(r"C:\Windows\System32\powercfg.exe", "/getactivescheme")
        return None if isinstance(said, Missing) else line(said.partition("(")[2].rstrip(" )"))
    if system == "darwin":
        said = run("/usr/bin/pmset", "-g")
        low = "" if isinstance(said, Missing) else said.partition("lowpowermode")[2].split("\n")[0]
        return {"1": "low power", "0": "normal"}.get(low.strip())
    files = files or Files()
    for path in (
        "/sys/firmware/acpi/platform_profile",
        "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
    ):
        said = files.text(path)
        if not isinstance(said, Missing) and said:
            return line(said)
    return None
