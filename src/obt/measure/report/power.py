"""From the telemetry under a sample to its energy."""

from obt.measure.catalogue import EnergyMetricName
from obt.measure.record import Record
from obt.measure.sample import Sample, TelemetryPoint
from obt.measure.statistics.energy import Energy, PowerSample, energy_per_token

NS = 1e-9
NO_SENSOR = "no power sensor"


def energies_of(
    sample: Sample, idle_watts: float | None
) -> tuple[dict[EnergyMetricName, float], dict[EnergyMetricName, str]]:
    """Values (J/token) and reasons why there is none.

    Of all requests together; prefill and decode apart where the sample is a single request. Empty
    if a request does not count, or if none has output.
    """
    records = [request.record for request in sample.counted]
    ends = [record.sent_ns + e2e for record in records if (e2e := record.e2e_ns) is not None]
    if not records or len(ends) < len(sample.requests) or records[0].api == "embed":
        return {}, {}
    power = power_of(sample.telemetry)
    window = (min(record.sent_ns for record in records) * NS, max(ends) * NS)
    wanted = {"energy_per_token": (window, sum(r.counters.eval_count or 0 for r in records))}
    if len(records) == 1:
        wanted.update(_phases(records[0], window))
    values: dict[EnergyMetricName, float] = {}
    absent: dict[EnergyMetricName, str] = {}
    for name in _NAMES:
        if name not in wanted:
            continue
        found = energy_per_token(power, *wanted[name], idle_watts)
        if not power:
            absent[name] = NO_SENSOR
        elif isinstance(found, Energy):
            values[name] = found.per_token
        else:
            absent[name] = found.reason
    return values, absent


def power_of(telemetry: tuple[TelemetryPoint, ...]) -> list[PowerSample]:
    """Watts of all sensors together. A moment at which one of them was silent is left out: a sum
    of the others would be another machine's.
    """
    read = [
        (point.at_ns * NS, {-1: point.power_w, **{gpu.index: gpu.power_w for gpu in point.gpus}})
        for point in telemetry
    ]
    sensors = {sensor for _, watts in read for sensor, w in watts.items() if w is not None}
    samples = []
    for at_s, watts in read:
        known = [w for sensor in sensors if (w := watts.get(sensor)) is not None]
        if sensors and len(known) == len(sensors):
            samples.append(PowerSample(at_s, sum(known)))
    return samples


_NAMES: tuple[EnergyMetricName, ...] = (
    "energy_per_token",
    "prefill_energy_per_token",
    "decode_energy_per_token",
)


def _phases(
    record: Record, window: tuple[float, float]
) -> dict[str, tuple[tuple[float, float], int]]:
    """Sent to first text for the tokens read, first text to the end for those written in it."""
    first, counters = record.first_text_ns, record.counters
    if first is None or counters.prompt_eval_count is None:
        return {}
    read = counters.prompt_eval_count - (counters.prompt_eval_cached_count or 0)
    return {
        "prefill_energy_per_token": ((window[0], first * NS), read),
        "decode_energy_per_token": ((first * NS, window[1]), (counters.eval_count or 1) - 1),
    }
