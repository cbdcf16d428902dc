"""AMD GPUs, by the files of the Linux driver (amdgpu)."""

from obt.client.probes.files import Files
from obt.client.probes.reading import Absences, Missing, line
from obt.wire.facts import Gpu, GpuTelemetry

_VENDOR = "0x1002"
_PCI_IDS = ("/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids")


class Amd:
    def __init__(self, files: Files | None = None) -> None:
        self._files = files or Files()
        self._cards: list[str] | None = None

    def gpus(self, first: int, absent: Absences) -> list[Gpu]:
        self._cards = [
            card
            for path in self._files.match("/sys/class/drm", "card[0-9]*")
            if "-" not in path
            and self._files.text(f"{(card := path + '/device')}/vendor") == _VENDOR
        ]
        found: list[Gpu] = []
        for index, card in enumerate(self._cards, first):
            total = self._files.size(f"{card}/mem_info_vram_total")
            driver = self._files.text("/sys/module/amdgpu/version")
            at = f"gpus.{index}"
            found.append(
                Gpu(
                    index=index,
                    name=self._name(card),
                    vendor="amd",
                    memory_total=absent.take(f"{at}.memory_total", total),
                    driver=absent.take(f"{at}.driver", driver),
                )
            )
        return found

    def telemetry(self, first: int, absent: Absences) -> list[GpuTelemetry]:
        found: list[GpuTelemetry] = []
        for index, card in enumerate(self._cards or [], first):
            at = f"gpus.{index}"
            used = self._files.size(f"{card}/mem_info_vram_used")
            busy = self._files.number(f"{card}/gpu_busy_percent")
            degrees = self._sensor(card, 1000, "temp1_input")
            watts = self._sensor(card, 1_000_000, "power1_average", "power1_input")
            clock = self._sensor(card, 1_000_000, "freq1_input")
            percent = busy if isinstance(busy, Missing) else float(min(100, max(0, busy)))
            found.append(
                GpuTelemetry(
                    index=index,
                    memory_used=absent.take(f"{at}.memory_used", used),
                    utilization_percent=absent.take(f"{at}.utilization_percent", percent),
                    temperature_c=absent.take(f"{at}.temperature_c", degrees),
                    power_w=absent.take(f"{at}.power_w", watts),
                    clock_mhz=absent.take(f"{at}.clock_mhz", clock),
                )
            )
        return found

    def _sensor(self, card: str, scale: int, *names: str) -> float | Missing:
        """The first of these files that the card's sensors have, divided by `scale`."""
        for folder in self._files.match(f"{card}/hwmon", "hwmon*"):
            for name in names:
                value = self._files.number(f"{folder}/{name}")
                if not isinstance(value, Missing):
                    return value / scale
        return Missing(f"the card has no {' or '.join(names)}")

    def _name(self, card: str) -> str:
        product = self._files.text(f"{card}/product_name")
        if not isinstance(product, Missing) and product:
            return line(product)
        device = self._files.text(f"{card}/device")
        if isinstance(device, Missing):
            return "AMD GPU"
        return self._pci_name(device.removeprefix("0x")) or f"AMD GPU {device}"

    def _pci_name(self, device: str) -> str | None:
        """From the list that most Linux systems bring: vendors at the margin, devices below."""
        for path in _PCI_IDS:
            inside = False
            for entry in self._files.lines(path):
                if not entry.startswith("\t"):
                    inside = entry.startswith("1002 ")
                elif inside and entry.startswith(f"\t{device} "):
                    return line(f"AMD {entry.strip()[len(device) :].strip()}")
        return None
