import pytest

from obt.client.probes.apple import Apple
from obt.client.probes.reading import Absences, Missing


def test_apple_silicon_shares_the_machine_s_memory() -> None:
    probe, absent = Apple("darwin", "arm64", lambda *_: "Apple M2 Pro"), Absences()
    (gpu,) = probe.gpus(0, absent)
    assert (gpu.name, gpu.vendor, gpu.unified_memory) == ("Apple M2 Pro", "apple", True)
    (now,) = probe.telemetry(0, absent)
    assert now.utilization_percent is None
    assert "administrator" in absent.reasons["gpus.0.utilization_percent"]
    assert "shares" in absent.reasons["gpus.0.memory_total"]


def test_without_a_name_it_is_still_there() -> None:
    absent = Absences()
    (gpu,) = Apple("darwin", "arm64", lambda *_: Missing("no sysctl")).gpus(1, absent)
    assert gpu.name == "Apple GPU"
    assert absent.reasons["gpus.1.name"] == "no sysctl"


@pytest.mark.parametrize(("system", "machine"), [("darwin", "x86_64"), ("linux", "arm64")])
def test_elsewhere_there_is_none(system: str, machine: str) -> None:
    probe = Apple(system, machine)
    assert probe.gpus(0, Absences()) == []
    assert probe.telemetry(0, Absences()) == []
