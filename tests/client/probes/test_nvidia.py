from types import SimpleNamespace
from typing import Any

from obt.client.probes.nvidia import Nvidia, load_nvml
from obt.client.probes.reading import Absences, Missing


class FakeNvml:
    """The binding's functions, for cards that a test describes; a missing value is an error."""

    class NVMLError(Exception):
        pass

    def __init__(self, *cards: dict[str, Any]) -> None:
        self.cards = list(cards)
        self.broken: str | None = None
        self.inits = 0
        self.shutdowns = 0

    def _or_error(self, value: Any) -> Any:
        if self.broken:
            raise self.NVMLError(self.broken)
        if value is None:
            raise self.NVMLError("Not Supported")
        return value

    def nvmlInit(self) -> None:
        self.inits += 1
        self._or_error(0)

    def nvmlShutdown(self) -> None:
        self.shutdowns += 1

    def nvmlSystemGetDriverVersion(self) -> str:
        return str(self._or_error("550.1"))

    def nvmlDeviceGetCount(self) -> int:
        return int(self._or_error(len(self.cards)))

    def nvmlDeviceGetHandleByIndex(self, index: int) -> dict[str, Any]:
        card: dict[str, Any] = self._or_error(self.cards[index])
        return self._or_error(None) if card.get("lost") else card

    def nvmlDeviceGetName(self, card: dict[str, Any]) -> str | bytes:
        name: str | bytes = self._or_error(card.get("name"))
        return name

    def nvmlDeviceGetMemoryInfo(self, card: dict[str, Any]) -> object:
        total, used = self._or_error(card.get("memory"))
        return SimpleNamespace(total=total, used=used)

    def nvmlDeviceGetUtilizationRates(self, card: dict[str, Any]) -> object:
        return SimpleNamespace(gpu=self._or_error(card.get("use")))

    def nvmlDeviceGetTemperature(self, card: dict[str, Any], sensor: int) -> int:
        assert sensor == 0
        return int(self._or_error(card.get("temperature")))

    def nvmlDeviceGetPowerUsage(self, card: dict[str, Any]) -> int:
        return int(self._or_error(card.get("power")))

    def nvmlDeviceGetClockInfo(self, card: dict[str, Any], kind: int) -> int:
        assert kind == 1
        return int(self._or_error(card.get("clock")))


FULL = {
    "name": "NVIDIA H100",
    "memory": (80_000, 20_000),
    "use": 55,
    "temperature": 61,
    "power": 350_500,
    "clock": 1980,
}


def test_measures_a_card() -> None:
    probe, absent = Nvidia(lambda: FakeNvml(FULL)), Absences()
    (gpu,) = probe.gpus(3, absent)
    assert (gpu.index, gpu.name, gpu.vendor) == (3, "NVIDIA H100", "nvidia")
    assert (gpu.memory_total, gpu.driver) == (80_000, "550.1")
    (now,) = probe.telemetry(3, absent)
    assert (now.index, now.memory_used, now.utilization_percent) == (3, 20_000, 55.0)
    assert (now.temperature_c, now.power_w, now.clock_mhz) == (61.0, 350.5, 1980.0)
    assert absent.reasons == {}


def test_what_a_card_does_not_tell_is_absent_with_the_driver_s_reason() -> None:
    probe, absent = Nvidia(lambda: FakeNvml({"name": b"NVIDIA GB10"})), Absences()
    (gpu,) = probe.gpus(0, absent)
    (now,) = probe.telemetry(0, absent)
    assert (gpu.name, gpu.memory_total, now.power_w) == ("NVIDIA GB10", None, None)
    assert set(absent.reasons) == {
        "gpus.0.memory_total",
        "gpus.0.memory_used",
        "gpus.0.utilization_percent",
        "gpus.0.temperature_c",
        "gpus.0.power_w",
        "gpus.0.clock_mhz",
    }
    assert absent.reasons["gpus.0.power_w"] == "the NVIDIA driver says: Not Supported"


def test_a_lost_card_hides_no_other_and_keeps_its_number() -> None:
    probe, absent = Nvidia(lambda: FakeNvml({"lost": True}, FULL)), Absences()
    (gpu,) = probe.gpus(0, absent)
    (now,) = probe.telemetry(0, absent)
    assert gpu.index == now.index == 1
    assert "gpus.0" in absent.reasons


def test_no_driver_is_looked_for_again_with_the_hardware_only() -> None:
    loads = 0

    def load() -> Missing:
        nonlocal loads
        loads += 1
        return Missing("no NVIDIA driver on this machine")

    probe, absent = Nvidia(load), Absences()
    for _ in range(2):
        assert probe.gpus(0, absent) == []
        assert probe.telemetry(0, absent) == []
    assert loads == 2
    assert absent.reasons == {}


def test_a_driver_that_was_updated_is_opened_anew() -> None:
    nvml = FakeNvml(FULL)
    probe = Nvidia(lambda: nvml)
    probe.gpus(0, Absences())
    nvml.broken, absent = "Driver/library version mismatch", Absences()
    assert probe.telemetry(0, absent) == []
    assert "version mismatch" in absent.reasons["gpus.nvidia"]
    nvml.broken = None
    assert len(probe.telemetry(0, Absences())) == 1
    assert (nvml.inits, nvml.shutdowns) == (2, 1)


def test_macos_has_none() -> None:
    assert isinstance(load_nvml("darwin"), Missing)
