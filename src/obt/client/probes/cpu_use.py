"""CPU use since the last look."""

from collections.abc import Callable

import psutil

from obt.client.probes.reading import Missing


def _cpu_times() -> dict[str, float]:
    """Seconds since boot by what they were spent on, over all cores."""
    return dict(psutil.cpu_times()._asdict())


def _spent(fields: dict[str, float]) -> tuple[float, float]:
    """Busy and all seconds. guest is in user already, iowait is idling."""
    total = sum(v for k, v in fields.items() if k not in ("guest", "guest_nice"))
    return total - fields["idle"] - fields.get("iowait", 0.0), total


class CpuUse:
    """psutil's own percentage forgets between threads; this one remembers."""

    def __init__(self, times: Callable[[], dict[str, float]] = _cpu_times) -> None:
        self._times = times
        self._last = _spent(times())

    def percent(self) -> float | Missing:
        """0 to 100, of all cores together."""
        last, self._last = self._last, _spent(self._times())
        busy, total = self._last[0] - last[0], self._last[1] - last[1]
        if total <= 0:
            return Missing("too soon after the last look")
        return min(100.0, max(0.0, round(100 * busy / total, 1)))


def load_1m(system: str) -> float | Missing:
    if system == "win32":
        return Missing("Windows has no load average")
    try:
        return float(psutil.getloadavg()[0])
    except OSError as error:
        return Missing(f"the system does not tell: {error.strerror or error}")
