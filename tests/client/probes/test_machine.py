from pathlib import Path

import pytest

from obt.client.probes.machine import GpuProbe, Machine
from obt.client.probes.memory import Memory
from obt.client.probes.reading import Absences, Missing
from obt.wire.facts import Gpu, GpuTelemetry


class Cards:
    """A vendor with some cards."""

    def __init__(self, count: int, reason: str | None = None) -> None:
        self.count = count
        self.reason = reason

    def gpus(self, first: int, absent: Absences) -> list[Gpu]:
        if self.reason:
            absent.note({"gpus.nvidia": self.reason})
        return [Gpu(index=first + i, name="card", vendor="other") for i in range(self.count)]

    def telemetry(self, first: int, absent: Absences) -> list[GpuTelemetry]:
        return [GpuTelemetry(index=first + i) for i in range(self.count)]


def machine(tmp_path: Path, *gpus: GpuProbe, system: str = "linux") -> Machine:
    return Machine(
        lambda: tmp_path, gpus=gpus, read_memory=lambda: Memory(100, 40), platform_name=system
    )


def test_this_machine(tmp_path: Path) -> None:
    probe = machine(tmp_path)
    hardware, telemetry = probe.hardware(), probe.telemetry()
    assert hardware.cpu.architecture
    assert hardware.os.name
    assert hardware.memory_total == 100
    assert hardware.models_disk is not None
    assert telemetry.memory_used == 40
    assert telemetry.disk_free is not None


def test_cards_are_numbered_over_all_vendors(tmp_path: Path) -> None:
    probe = machine(tmp_path, Cards(2), Cards(0), Cards(1))
    assert [gpu.index for gpu in probe.hardware().gpus] == [0, 1, 2]
    assert [gpu.index for gpu in probe.telemetry().gpus] == [0, 1, 2]


@pytest.mark.parametrize(
    ("system", "words"), [("linux", "AMD"), ("win32", "Windows"), ("darwin", "Apple silicon")]
)
def test_no_gpu_has_a_reason(tmp_path: Path, system: str, words: str) -> None:
    assert words in machine(tmp_path, Cards(0), system=system).hardware().absent["gpus"]


def test_a_broken_driver_is_the_reason(tmp_path: Path) -> None:
    absent = machine(tmp_path, Cards(0, "version mismatch")).hardware().absent
    assert absent["gpus"] == "version mismatch"


def test_what_cannot_be_measured_is_absent() -> None:
    probe = Machine(
        lambda: Missing("Ollama runs on another machine than this client"),
        gpus=[],
        read_memory=lambda: Missing("the system does not tell"),
    )
    hardware, telemetry = probe.hardware(), probe.telemetry()
    assert (hardware.memory_total, hardware.models_disk) == (None, None)
    assert (telemetry.memory_used, telemetry.disk_free) == (None, None)
    assert hardware.absent["models_disk"] == telemetry.absent["disk_free"]
    assert "memory_total" in hardware.absent
