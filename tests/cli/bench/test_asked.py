"""What people write for a benchmark, read or refused."""

import pytest

from obt.cli.bench.asked import minutes, names, seconds, settings, share, stop_rule
from obt.cli.exits import Mistake
from obt.measure.plan import StopRule
from obt.measure.workloads import Settings


@pytest.mark.parametrize("text", ["2%", "2 %", "0.02", " 2.0% "])
def test_shares(text: str) -> None:
    assert share(text, "--precision") == pytest.approx(0.02)


@pytest.mark.parametrize("text", ["", "%", "2", "0%", "100%", "-1%", "nan", "2%5", "two"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(Mistake, match=r"--tolerance: '.*' is no share"):
        share(text, "--tolerance")


@pytest.mark.parametrize(
    ("text", "found"),
    [("20m", 20), ("20", 20), ("1h30m", 90), ("1.5h", 90), ("90s", 1.5), ("1h 5 min", 65)],
)
def test_durations(text: str, found: float) -> None:
    assert minutes(text, "--max") == pytest.approx(found)


@pytest.mark.parametrize("text", ["", "0", "-5m", "20x", "m", "inf", "nan", "20m and more"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(Mistake, match=r"--max: '.*' is no duration"):
        minutes(text, "--max")


def test_limits_are_seconds() -> None:
    assert seconds("500ms", "--ttft") == pytest.approx(0.5)
    assert seconds("2", "--ttft") == 2
    assert seconds(None, "--ttft") is None
    with pytest.raises(Mistake, match="--ttft: 'fast' is no duration such as 500ms"):
        seconds("fast", "--ttft")


def test_what_is_not_said_stays_as_it_is() -> None:
    assert stop_rule(None, None, None) == StopRule()
    rule = stop_rule("5%", "10m", 3)
    assert (rule.precision, rule.max_minutes, rule.max_samples, rule.min_samples) == (
        0.05,
        10,
        3,
        3,
    )
    assert stop_rule(None, None, 100).min_samples == StopRule().min_samples


def test_settings() -> None:
    found = settings(["num_ctx=8192", "think=high", "use_mmap=false", "temperature=0.5"])
    assert found == Settings(num_ctx=8192, think="high", use_mmap=False, temperature=0.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("num_ctx", "is not NAME=VALUE"),
        ("num_ctxt=1", "there is no setting 'num_ctxt'. There are: num_ctx, "),
        ("num_ctx=0", "num_ctx: Input should be greater than or equal to 1"),
        ("num_ctx=many", "num_ctx: Input should be a valid integer"),
    ],
)
def test_settings_that_are_none(text: str, said: str) -> None:
    with pytest.raises(Mistake, match=said):
        settings([text])


def test_names() -> None:
    assert names(" chat,decode, ,chat") == ["chat", "decode"]
