"""Beats of an hour in memory: what was heard, nothing else."""

from typing import Any

from obt.server.history.recent import MAX_BEATS, Recent
from obt.server.history.values import Key
from obt.wire.facts import Telemetry

CPU, RAM = Key(None, "cpu_percent"), Key(None, "memory_used")
T0 = 1_777_600_020.0  # a whole minute


def told(**values: Any) -> Telemetry:
    return Telemetry.model_validate(values)


def beats(*values: float | None, every: float = 10.0) -> Recent:
    recent = Recent()
    for n, value in enumerate(values):
        recent.add(T0 + n * every, told(cpu_percent=value, memory_used=2**30))
    return recent


def test_what_is_missing_stays_missing() -> None:
    times, columns = beats(1.0, None, 3.0).beats(T0, T0 + 60)
    assert times == [T0, T0 + 10, T0 + 20]
    assert columns == {CPU: [1.0, None, 3.0], RAM: [2**30] * 3}


def test_a_gpu_that_appears_later_has_no_past() -> None:
    recent = beats(1.0)
    recent.add(T0 + 10, told(cpu_percent=2.0, gpus=[{"index": 1, "power_w": 71.5}]))
    _, columns = recent.beats(T0, T0 + 60)
    assert columns[Key(1, "power_w")] == [None, 71.5]
    assert columns[RAM] == [2**30, None]


def test_values_that_a_slow_probe_repeats_are_not_measured_again() -> None:
    recent = beats(1.0)
    stale = {"telemetry": "these values are 30 s old: a probe is slow or fails"}
    recent.add(T0 + 10, told(cpu_percent=1.0, absent=stale))
    recent.add(T0 + 20, told())
    assert list(recent.times) == [T0]


def test_sums_are_of_beats_that_came() -> None:
    recent = beats(10.0, 30.0, None, None, None, None, 5.0)
    found = dict(recent.sums(T0, T0 + 3600, 60.0))
    first = int(T0 // 60)
    second = first + 1
    assert list(found) == [first, second]
    assert (found[first][CPU].mean, found[first][CPU].highest) == (20.0, 30.0)
    assert found[first][RAM].n == 6
    assert found[second][CPU].n == 1


def test_a_minute_without_a_beat_is_no_minute() -> None:
    recent = beats(1.0, 2.0, every=300.0)
    assert [minute - T0 // 60 for minute, _ in recent.sums(T0, T0 + 3600, 60.0)] == [0, 5]


def test_an_hour_is_kept_and_not_much_more() -> None:
    recent = beats(*[1.0] * 2000)
    assert 360 <= len(recent.times) < 400
    assert recent.times[-1] == T0 + 19_990
    fast = beats(*[1.0] * (3 * MAX_BEATS), every=0.1)
    assert len(fast.times) <= MAX_BEATS
    _, columns = fast.beats(0, T0 * 2)
    assert {len(values) for values in columns.values()} == {len(fast.times)}


def test_a_clock_that_is_set_back_leaves_times_that_rise() -> None:
    recent = beats(1.0, 2.0, 3.0)
    recent.kept_until = int(T0 // 60) + 1
    recent.add(T0 + 5, told(cpu_percent=9.0))
    times, columns = recent.beats(0, T0 * 2)
    assert (times, columns[CPU]) == ([T0, T0 + 5], [1.0, 9.0])
    assert recent.kept_until == T0 // 60


def test_a_series_that_ended_goes_with_its_hour() -> None:
    recent = beats(1.0)
    recent.add(T0 + 10, told(gpus=[{"index": 0, "power_w": 5.0}]))
    for n in range(500):
        recent.add(T0 + 20 + 10 * n, told(cpu_percent=1.0))
    _, columns = recent.beats(0, T0 * 2)
    assert list(columns) == [CPU]


def test_a_sensor_gone_mad_breaks_nothing() -> None:
    recent = beats(1.0)
    recent.add(T0 + 10, told(cpu_percent=2.0, gpus=[{"index": 0, "temperature_c": 1e300}]))
    _, columns = recent.beats(0, T0 * 2)
    assert set(columns) == {CPU, RAM}
