from math import sin

import pytest
from scipy.integrate import quad, trapezoid

from obt.measure.statistics import Energy, NotMeasured, PowerSample, energy_per_token

IDLE = 20.0


def watts(at_s: float) -> float:
    return 100 + 60 * sin(2 * at_s)


TEN_HERTZ = [PowerSample(at / 10, watts(at / 10)) for at in range(101)]


def measured(found: Energy | NotMeasured) -> Energy:
    assert isinstance(found, Energy)
    return found


def why(found: Energy | NotMeasured) -> str:
    assert isinstance(found, NotMeasured)
    return found.reason


def test_it_is_scipys_trapezoid() -> None:
    found = measured(energy_per_token(TEN_HERTZ, (0.0, 10.0), 50, IDLE))
    joules = trapezoid([w for _, w in TEN_HERTZ], [at for at, _ in TEN_HERTZ])
    assert found.joules == pytest.approx(joules)
    assert found.idle_joules == pytest.approx(200)
    assert found.per_token == pytest.approx((joules - 200) / 50)
    assert found.coverage == pytest.approx(1)


def test_a_window_between_samples_is_near_the_true_integral() -> None:
    found = measured(energy_per_token(TEN_HERTZ, (2.345, 7.891), 10, IDLE))
    assert found.joules == pytest.approx(quad(watts, 2.345, 7.891)[0], rel=0.002)


def test_prefill_and_decode_sum_to_the_whole() -> None:
    whole = measured(energy_per_token(TEN_HERTZ, (1.0, 9.0), 10, IDLE))
    parts = [energy_per_token(TEN_HERTZ, at, 10, IDLE) for at in ((1.0, 2.55), (2.55, 9.0))]
    assert sum(measured(part).joules for part in parts) == pytest.approx(whole.joules)


def test_a_short_hole_counts_as_the_rest() -> None:
    steady = [PowerSample(at / 10, 80.0) for at in range(101) if not 40 < at < 48]
    found = measured(energy_per_token(steady, (0.0, 10.0), 10, IDLE))
    assert found.coverage == pytest.approx(0.92)
    assert found.joules == pytest.approx(800)


def test_what_was_not_measured_has_a_reason_and_no_zero() -> None:
    whole = (0.0, 10.0)
    halves = [sample for sample in TEN_HERTZ if sample.at_s < 5]
    assert why(energy_per_token(halves, whole, 10, IDLE)) == "power is known for 49% of the time"
    assert "idle power" in why(energy_per_token(TEN_HERTZ, whole, 10, None))
    assert "no tokens" in why(energy_per_token(TEN_HERTZ, whole, 0, IDLE))
    assert "no time" in why(energy_per_token(TEN_HERTZ, (3.0, 3.0), 10, IDLE))
    assert "another part" in why(energy_per_token(TEN_HERTZ, whole, 10, 400.0))
    assert "0% of the time" in why(energy_per_token([], whole, 10, IDLE))
