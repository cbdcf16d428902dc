"""The operating system and the CPU, by platform."""

import platform
import sys
from collections.abc import Callable

import psutil

from obt.client.probes import command
from obt.client.probes.files import Files
from obt.client.probes.reading import Missing, clean, line
from obt.client.probes.windows_registry import registry_text
from obt.wire.facts import OperatingSystem

Run = Callable[..., str | Missing]

_CPU_KEY = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
_WINDOWS_11_BUILD = 22000  # it calls itself Windows 10 still


def cpu_model(
    system: str = sys.platform,
    files: Files | None = None,
    run: Run = command.output,
    registry: Callable[[str, str], str | Missing] = registry_text,
) -> str | Missing:
    """The name its maker gave the CPU."""
    if system == "win32":
        return clean(registry(_CPU_KEY, "ProcessorNameString"))
    if system == "darwin":
        return clean(run("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"))
    return _linux_cpu(files or Files())


def _linux_cpu(files: Files) -> str | Missing:
    text = files.text("/proc/cpuinfo")
    if isinstance(text, Missing):
        return text
    fields: dict[str, str] = {}
    for entry in text.splitlines():
        key, _, value = entry.partition(":")
        if value.strip():
            fields.setdefault(key.strip().lower(), value.strip())
    # x86; then POWER, s390 and RISC-V; then what ARM boards say of themselves
    for key in ("model name", "cpu", "uarch", "hardware", "model"):
        name = fields.get(key)
        if name and not name.isdigit():
            return line(" ".join(name.split()))
    board = files.text("/proc/device-tree/model")
    if not isinstance(board, Missing) and board:
        return line(board)
    return Missing("the kernel names no CPU model on this machine")


def cores(logical: bool) -> int | Missing:
    count = psutil.cpu_count(logical=logical)
    return count or Missing("the system does not tell")


def operating_system(
    system: str = sys.platform, files: Files | None = None, uname: Callable[[], str] | None = None
) -> OperatingSystem:
    version = (uname or (lambda: platform.version() if system == "win32" else platform.release()))()
    return OperatingSystem(name=_os_name(system, version, files or Files()), version=line(version))


def _os_name(system: str, version: str, files: Files) -> str:
    if system == "win32":
        release = platform.win32_ver()[0]
        build = version.rpartition(".")[2]
        if release == "10" and build.isdigit() and int(build) >= _WINDOWS_11_BUILD:
            release = "11"
        return f"Windows {release}".strip()
    if system == "darwin":
        return f"macOS {platform.mac_ver()[0]}".strip()
    for path in ("/etc/os-release", "/usr/lib/os-release"):
        text = files.text(path)
        if isinstance(text, Missing):
            continue
        for entry in text.splitlines():
            key, _, value = entry.partition("=")
            if key.strip() == "PRETTY_NAME" and value.strip("\"' "):
                return line(value.strip("\"' "))
    return platform.system() or system
