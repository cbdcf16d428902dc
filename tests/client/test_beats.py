import threading

import pytest
from tests.client.fakes import FakeTime

from obt.client.beats import Heart
from obt.client.node import UNTOLD, Node
from obt.client.outbox import Outbox
from obt.client.output import NOTHING, Output
from obt.wire.facts import Cpu, Hardware, OllamaState, OperatingSystem, Telemetry
from obt.wire.frames import OUTPUT_RATE

HARDWARE = Hardware(cpu=Cpu(architecture="x"), os=OperatingSystem(name="y"))
PATIENT = 5.0


class Probes:
    """Telemetry and hardware that a test sets, or holds back."""

    def __init__(self) -> None:
        self.telemetry = Telemetry(cpu_percent=1.0)
        self.hardware = HARDWARE
        self.failure: Exception | None = None
        self.free = threading.Event()
        self.free.set()

    def measure(self) -> Telemetry:
        self.free.wait(PATIENT)
        if self.failure:
            raise self.failure
        return self.telemetry

    def look(self) -> Hardware:
        if self.failure:
            raise self.failure
        return self.hardware


class Bench:
    def __init__(self, own_interval_s: float | None = None, patience_s: float = PATIENT) -> None:
        self.time = FakeTime()
        self.probes = Probes()
        self.outbox = Outbox()
        self.node = Node(OllamaState(reachable=True, url="http://x"), HARDWARE)
        self.output = Output(self.time.clock())
        self.heart = Heart(
            self.node,
            self.outbox,
            self.probes.measure,
            self.probes.look,
            output_rate=self.output.rate,
            own_interval_s=own_interval_s,
            patience_s=patience_s,
            clock=self.time.clock(),
        )


async def test_a_beat_carries_what_was_measured() -> None:
    bench = Bench()
    await bench.heart.beat()
    told = bench.node.beat().telemetry
    assert told == Telemetry(cpu_percent=1.0, absent={"output_rate": NOTHING.reason})
    assert await bench.outbox.take() == "beat"


async def test_a_beat_tells_what_was_generated_since_to_a_server_that_takes_it() -> None:
    bench = Bench()
    bench.output.add(50, 0.0)
    bench.time.time = 10
    await bench.heart.beat()
    old = bench.node.beat().telemetry
    assert old.absent == {"output_rate": UNTOLD}
    assert "output_rate" not in old.model_dump(exclude={"absent"})
    bench.node.server_takes = frozenset({OUTPUT_RATE})
    assert bench.node.beat().telemetry == Telemetry(cpu_percent=1.0, output_rate=5.0)


async def test_a_slow_probe_makes_old_data_not_a_missed_beat() -> None:
    bench = Bench()
    await bench.heart.beat()
    await bench.outbox.take()
    bench.probes.free.clear()
    bench.heart._patience_s = 0
    bench.time.time = 42
    await bench.heart.beat()
    assert await bench.outbox.take() == "beat"
    assert bench.node.telemetry.cpu_percent == 1.0
    assert "42 s old" in bench.node.telemetry.absent["telemetry"]

    bench.heart._patience_s = PATIENT
    bench.probes.free.set()
    await bench.heart.beat()
    assert "telemetry" not in bench.node.telemetry.absent


async def test_a_probe_that_fails_stops_no_beat() -> None:
    bench = Bench()
    bench.probes.failure = ValueError("nonsense")
    await bench.heart.beat()
    await bench.heart.probe_hardware(PATIENT)
    assert await bench.outbox.take() == "beat"
    assert bench.node.hardware == HARDWARE


async def test_hardware_is_told_only_where_it_changed() -> None:
    bench = Bench()
    await bench.heart.probe_hardware(PATIENT)
    bench.outbox.mark("beat")
    assert await bench.outbox.take() == "beat"
    bench.probes.hardware = HARDWARE.model_copy(update={"memory_total": 1})
    await bench.heart.probe_hardware(PATIENT)
    assert await bench.outbox.take() == "hardware"


@pytest.mark.parametrize(
    ("own", "interval_s", "used"),
    [(None, 7.0, 7.0), (3.0, 7.0, 3.0), (25.0, 10.0, 10.0), (None, 0.0, 1.0)],
)
async def test_pace(own: float | None, interval_s: float, used: float) -> None:
    bench = Bench(own)
    bench.heart.pace(interval_s)
    assert bench.heart.interval_s == used
