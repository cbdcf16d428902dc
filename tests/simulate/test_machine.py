"""What a machine of the simulated fleet holds in memory."""

from datetime import UTC, datetime

import pytest

from obt.simulate.fleet.machine import DRIVER, Machine

UNTIL = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def machine() -> Machine:
    return next(it for n in range(99) if (it := Machine(n, models=60)).hardware().gpus)


def gpu_memory(machine: Machine) -> int:
    return sum((gpu.memory_total or 0) - DRIVER for gpu in machine.hardware().gpus)


def test_never_more_than_its_gpu_holds(machine: Machine) -> None:
    for model in machine.installed:
        assert machine.load(model.name, UNTIL)
        assert 0 < sum(it.size_vram for it in machine.loaded) <= gpu_memory(machine)
        assert machine.loaded[-1].name == model.name
    assert len(machine.loaded) < len(machine.installed)


def test_what_is_too_large_lies_in_part_in_ram(machine: Machine) -> None:
    large = max(machine.installed, key=lambda it: it.size)
    machine.installed = [large.model_copy(update={"size": 2 * gpu_memory(machine)})]
    assert machine.load(large.name, UNTIL)
    (loaded,) = machine.loaded
    assert loaded.size_vram == gpu_memory(machine) == loaded.size // 2


def test_in_ram_without_a_gpu() -> None:
    machine = next(it for n in range(99) if not (it := Machine(n)).hardware().gpus)
    machine.load(machine.installed[0].name, UNTIL)
    assert machine.loaded[0].size_vram == 0


def test_what_it_has_not_it_does_not_load(machine: Machine) -> None:
    assert not machine.load("no-such-model:1b", UNTIL)
    assert machine.loaded == []
