"""The machine under a sample: sensors from file trees, processes from the system."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from obt.client.benchmarks import provenance
from obt.client.benchmarks.processes import CpuBook, Spent
from obt.client.benchmarks.rig import Time
from obt.client.benchmarks.sensors import Rapl, Sensors
from obt.client.benchmarks.watch import MachineWatch, NoWatch, Seen
from obt.client.probes.files import Files
from obt.client.probes.nvidia import Nvidia
from obt.client.probes.reading import Missing
from obt.measure.sample import GpuPoint, TelemetryPoint

S = 1_000_000_000
RAPL = "sys/class/powercap/intel-rapl:0"


def write(root: Path, path: str, text: str | int) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(text), encoding="utf-8")


class TestRapl:
    def test_watts_of_all_packages(self, tmp_path: Path) -> None:
        for number in (0, 1):
            write(tmp_path, f"sys/class/powercap/intel-rapl:{number}/name", f"package-{number}")
            write(tmp_path, f"sys/class/powercap/intel-rapl:{number}/energy_uj", 1_000_000)
        write(tmp_path, f"{RAPL}:0/name", "core")
        write(tmp_path, f"{RAPL}:0/energy_uj", 5)
        rapl = Rapl(Files(tmp_path))
        assert rapl.watts(0) is None
        write(tmp_path, f"{RAPL}/energy_uj", 11_000_000)
        write(tmp_path, "sys/class/powercap/intel-rapl:1/energy_uj", 3_000_000)
        assert rapl.watts(2 * S) == pytest.approx((10 + 2) / 2)

    def test_the_counter_begins_anew(self, tmp_path: Path) -> None:
        write(tmp_path, f"{RAPL}/name", "package-0")
        write(tmp_path, f"{RAPL}/energy_uj", 9_000_000)
        write(tmp_path, f"{RAPL}/max_energy_range_uj", 10_000_000)
        rapl = Rapl(Files(tmp_path))
        rapl.watts(0)
        write(tmp_path, f"{RAPL}/energy_uj", 1_000_000)
        assert rapl.watts(S) == pytest.approx(2.0)

    def test_none_where_it_is_not_told(self, tmp_path: Path) -> None:
        assert Rapl(Files(tmp_path)).watts(0) is None


class TestSensors:
    def test_what_there_is(self, tmp_path: Path) -> None:
        write(tmp_path, "sys/class/hwmon/hwmon0/name", "nvme")
        write(tmp_path, "sys/class/hwmon/hwmon1/name", "k10temp")
        write(tmp_path, "sys/class/hwmon/hwmon1/temp1_input", 54_500)
        throttle = "sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count"
        write(tmp_path, throttle, 3)
        sensors = Sensors(Files(tmp_path), gpus=())
        point = sensors.point(7)
        assert (point.at_ns, point.temperature_c, point.power_w) == (7, 54.5, None)
        assert point.memory_used
        assert sensors.cpu_throttles() == 3

    def test_why_a_card_slows_down(self) -> None:
        class Error(Exception):
            pass

        bits = {"0": 0x20 | 0x04, "1": 0x04, "2": 0x01}
        nvml = SimpleNamespace(
            NVMLError=Error,
            nvmlInit=lambda: None,
            nvmlSystemGetDriverVersion=lambda: "570",
            nvmlDeviceGetCount=lambda: 3,
            nvmlDeviceGetHandleByIndex=str,
            nvmlDeviceGetName=lambda _: "Card",
            nvmlDeviceGetMemoryInfo=lambda _: SimpleNamespace(total=8, used=2),
            nvmlDeviceGetUtilizationRates=lambda _: SimpleNamespace(gpu=50),
            nvmlDeviceGetPowerUsage=lambda _: 70_000,
            nvmlDeviceGetTemperature=lambda *_: 60,
            nvmlDeviceGetClockInfo=lambda *_: 1500,
            nvmlDeviceGetCurrentClocksThrottleReasons=lambda handle: bits[handle],
        )
        point = Sensors(Files(Path("/nowhere")), gpus=(Nvidia(lambda: nvml),)).point(1)
        assert [gpu.throttled for gpu in point.gpus] == ["thermal", "power cap", None]
        assert point.gpus[0].use == 0.5
        assert point.gpus[0].power_w == 70.0


class Quick:
    """Sensors that tell what a test says."""

    def __init__(self, *gpus: GpuPoint, throttles: Iterator[int] | None = None) -> None:
        self._gpus = gpus
        self._throttles = throttles

    def point(self, at_ns: int) -> TelemetryPoint:
        return TelemetryPoint(at_ns=at_ns, cpu=0.5, power_w=10.0, gpus=self._gpus)

    def cpu_throttles(self) -> int:
        return next(self._throttles) if self._throttles else 0


class TestWatch:
    async def test_points_are_on_the_clock_of_the_stamps(self) -> None:
        clock = Time()
        watch = MachineWatch(clock, 1, lambda: Quick())  # type: ignore[arg-type,return-value]
        before = clock.stamp()
        await watch.begin()
        seen = await watch.end()
        assert seen.telemetry
        assert all(before < point.at_ns < clock.stamp() for point in seen.telemetry)
        assert (seen.cpu, seen.power_w, seen.throttled) == (0.5, 10.0, ())

    async def test_heat_is_told_and_a_power_cap_is_not(self) -> None:
        gpus = (GpuPoint(index=0, throttled="thermal"), GpuPoint(index=1, throttled="power cap"))
        quick = Quick(*gpus, throttles=iter([3, 4]))
        watch = MachineWatch(Time(), 1, lambda: quick)  # type: ignore[arg-type,return-value]
        await watch.begin()
        assert (await watch.end()).throttled == ("GPU 0: thermal", "processor: thermal")

    async def test_nothing_is_known_of_another_machine(self) -> None:
        watch = NoWatch()
        await watch.begin()
        assert await watch.end() == Seen()
        assert (Seen().cpu, Seen().power_w) == (None, None)


LISTENS = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
n = 0
while len(sys.argv) > 1 or sys.stdin.read(1):
    n += 1
"""


@pytest.fixture
def busy() -> Iterator[tuple[int, psutil.Process]]:
    """A program that listens on a port, and keeps a core busy."""
    with subprocess.Popen(
        [sys.executable, "-c", LISTENS, "busy"], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        try:
            yield int(program.stdout.readline()), psutil.Process(program.pid)
        finally:
            program.kill()


class TestProcessorTime:
    def test_who_listens_there_is_ollama(self, busy: tuple[int, psutil.Process]) -> None:
        port, process = busy
        book = CpuBook(port, lambda: [process])
        before = book.spent()
        assert before.ollama is not None
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            after = book.spent()
            assert after.ollama is not None
            if after.ollama > before.ollama:
                return
        pytest.fail("a busy process used no time")

    def test_who_listens_elsewhere_is_not(self, busy: tuple[int, psutil.Process]) -> None:
        _, process = busy
        assert CpuBook(1, lambda: [process]).spent().ollama is None

    def test_others_are_what_is_left(self) -> None:
        cores = psutil.cpu_count() or 1
        before = Spent(busy=100, total=1000, ollama=50.0, own=5)
        after = Spent(busy=100 + 8 * cores, total=1000 + 10 * cores, ollama=50 + 5.0 * cores, own=5)
        assert after.foreign(before) == pytest.approx(0.3)

    def test_nothing_is_told_of_too_short_a_time_or_without_ollama(self) -> None:
        before = Spent(busy=100, total=1000, ollama=50.0, own=5)
        assert Spent(busy=101, total=1000.1, ollama=50.0, own=5).foreign(before) is None
        unknown = Spent(busy=9000, total=90_000, ollama=None, own=5)
        assert unknown.foreign(before) is None
        assert before.foreign(unknown) is None


class TestProvenance:
    def test_the_mode_of_linux(self, tmp_path: Path) -> None:
        write(tmp_path, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n")
        assert provenance.power_mode("linux", Files(tmp_path)) == "performance"
        assert provenance.power_mode("linux", Files(tmp_path / "empty")) is None

    def test_the_mode_of_windows(self) -> None:
        said = "Power Scheme GUID: 381b4222-f694-41f0-9685-ff5bb260df2e  (Balanced)"
        assert provenance.power_mode("win32", run=lambda *_: said) == "Balanced"

    @pytest.mark.parametrize(("said", "mode"), [("1", "low power"), ("0", "normal")])
    def test_the_mode_of_a_mac(self, said: str, mode: str) -> None:
        told = f"System-wide power settings:\n lowpowermode         {said}\n sleep 1\n"
        assert provenance.power_mode("darwin", run=lambda *_: told) == mode
        assert provenance.power_mode("darwin", run=lambda *_: Missing("no pmset")) is None

    async def test_this_machine(self) -> None:
        found = await asyncio.to_thread(provenance.hardware, lambda: Missing("none"))
        told = provenance.machine(found, "0.33.3", 0.1, Time().utc())
        assert told.hardware.cpu.cores_logical == os.cpu_count()
        assert told.power_source in (None, "mains", "battery")
