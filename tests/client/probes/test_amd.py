from tests.client.probes.conftest import Tree

from obt.client.probes.amd import Amd
from obt.client.probes.reading import Absences

CARD = "/sys/class/drm/card1/device"
FULL = {
    "/sys/class/drm/card0/device/vendor": "0x8086\n",
    f"{CARD}/vendor": "0x1002\n",
    f"{CARD}/device": "0x744c\n",
    f"{CARD}/mem_info_vram_total": "25753026560\n",
    f"{CARD}/mem_info_vram_used": "1000\n",
    f"{CARD}/gpu_busy_percent": "37\n",
    f"{CARD}/hwmon/hwmon4/temp1_input": "54000\n",
    f"{CARD}/hwmon/hwmon4/power1_average": "71000000\n",
    f"{CARD}/hwmon/hwmon4/freq1_input": "2304000000\n",
    "/sys/class/drm/card1-DP-1/status": "connected\n",
    "/sys/module/amdgpu/version": "6.3.6\n",
    "/usr/share/misc/pci.ids": (
        "1001  Somebody\n\t744c  Not this\n1002  Advanced Micro Devices\n"
        "\t744c  Navi 31 [Radeon RX 7900 XTX]\n\t\t1002 0e3b  A board\n"
    ),
}


def test_measures_a_card(tree: Tree) -> None:
    probe, absent = Amd(tree(FULL)), Absences()
    (gpu,) = probe.gpus(2, absent)
    assert gpu.index == 2
    assert gpu.name == "AMD Navi 31 [Radeon RX 7900 XTX]"
    assert (gpu.memory_total, gpu.driver) == (25753026560, "6.3.6")
    (now,) = probe.telemetry(2, absent)
    assert (now.index, now.memory_used, now.utilization_percent) == (2, 1000, 37.0)
    assert (now.temperature_c, now.power_w, now.clock_mhz) == (54.0, 71.0, 2304.0)
    assert absent.reasons == {}


def test_what_the_kernel_does_not_tell_is_absent_with_a_reason(tree: Tree) -> None:
    files = tree(
        {
            f"{CARD}/vendor": "0x1002",
            f"{CARD}/device": "0x15bf",
            f"{CARD}/mem_info_vram_used": "-3",
            f"{CARD}/gpu_busy_percent": "busy",
        }
    )
    probe, absent = Amd(files), Absences()
    (gpu,) = probe.gpus(0, absent)
    (now,) = probe.telemetry(0, absent)
    assert gpu.name == "AMD GPU 0x15bf"
    assert now.memory_used is now.utilization_percent is now.temperature_c is None
    assert absent.reasons["gpus.0.utilization_percent"].endswith("holds no number")
    assert absent.reasons["gpus.0.memory_used"].endswith("below zero")
    assert absent.reasons["gpus.0.power_w"] == "the card has no power1_average or power1_input"


def test_the_name_of_the_product_where_the_card_tells_it(tree: Tree) -> None:
    (gpu,) = Amd(tree({**FULL, f"{CARD}/product_name": "Instinct MI300X\n"})).gpus(0, Absences())
    assert gpu.name == "Instinct MI300X"


def test_no_card(tree: Tree) -> None:
    probe, absent = Amd(tree({})), Absences()
    assert probe.gpus(0, absent) == []
    assert probe.telemetry(0, absent) == []
