import pytest

from obt.client.probes.cpu_use import CpuUse, load_1m
from obt.client.probes.reading import Missing


def use(*looks: dict[str, float]) -> CpuUse:
    times = iter(looks)
    return CpuUse(lambda: next(times))


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        ({"user": 1, "system": 1, "idle": 8}, {"user": 2, "system": 2, "idle": 16}, 20.0),
        ({"user": 1, "idle": 0, "iowait": 0}, {"user": 1, "idle": 5, "iowait": 5}, 0.0),
        ({"user": 1, "idle": 9, "guest": 1}, {"user": 11, "idle": 9, "guest": 11}, 100.0),
        ({"user": 5, "idle": 9}, {"user": 4.9, "idle": 19}, 0.0),
    ],
)
def test_percent(before: dict[str, float], after: dict[str, float], percent: float) -> None:
    assert use(before, after).percent() == percent


def test_no_time_passed_is_no_number() -> None:
    same = {"user": 1.0, "idle": 1.0}
    assert isinstance(use(same, same).percent(), Missing)


def test_load() -> None:
    assert isinstance(load_1m("win32"), Missing)
    load = load_1m("linux")
    assert isinstance(load, float)
    assert load >= 0
