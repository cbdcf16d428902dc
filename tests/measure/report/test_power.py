import pytest

from obt.measure.report.power import energies_of, power_of
from obt.measure.sample import GpuPoint, TelemetryPoint
from obt.measure.validity import Reason
from tests.measure.report.factories import S, rejected, reply, sample

FROM = 99 * S


def under(
    cpu: float | None, gpu: float | None = None, seconds: int = 5
) -> tuple[TelemetryPoint, ...]:
    """At 10 Hz around the reply, which runs from 100.0 s to 102.1 s."""
    return tuple(
        TelemetryPoint(
            at_ns=FROM + n * S // 10, power_w=cpu, gpus=(GpuPoint(index=0, power_w=gpu),)
        )
        for n in range(seconds * 10)
    )


def test_all_sensors_together_minus_idle_by_token() -> None:
    values, absent = energies_of(sample(reply(), telemetry=under(30.0, 90.0)), idle_watts=20.0)
    # 120 W - 20 W over 2.101 s for 51 tokens; 0.1 s of it reads 32, and the rest writes 50 more
    assert values["energy_per_token"] == pytest.approx(100 * 2.101 / 51)
    assert values["prefill_energy_per_token"] == pytest.approx(100 * 0.1 / 32)
    assert values["decode_energy_per_token"] == pytest.approx(100 * 2.001 / 50)
    assert absent == {}


def test_a_moment_that_lacks_a_sensor_is_no_sum() -> None:
    silent = TelemetryPoint(at_ns=FROM, power_w=30.0, gpus=(GpuPoint(index=0),))
    assert [round(p.watts) for p in power_of((silent, *under(30.0, 90.0, 1)))] == [120] * 10
    assert power_of(under(None, None)) == []


def test_what_was_not_measured_is_not_zero() -> None:
    values, absent = energies_of(sample(reply(), telemetry=under(None)), idle_watts=20.0)
    assert values == {}
    assert set(absent.values()) == {"no power sensor"}
    _, absent = energies_of(sample(reply(), telemetry=under(30.0)), idle_watts=None)
    assert absent["energy_per_token"] == "the idle power is not known"
    _, absent = energies_of(sample(reply(), telemetry=under(30.0, seconds=2)), idle_watts=20.0)
    assert "of the time" in absent["energy_per_token"]


def test_a_block_has_its_energy_but_no_phases() -> None:
    both = sample(reply(), reply(), telemetry=under(120.0))
    values, absent = energies_of(both, idle_watts=20.0)
    assert values["energy_per_token"] == pytest.approx(100 * 2.101 / 102)
    assert set(values) | set(absent) == {"energy_per_token"}


def test_requests_that_do_not_count_take_the_energy_with_them() -> None:
    spoilt = sample(reply(), rejected(Reason.EARLY_STOP), telemetry=under(120.0))
    assert energies_of(spoilt, idle_watts=20.0) == ({}, {})
