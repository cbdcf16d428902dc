import pytest
from tests.client.probes.conftest import Tree

from obt.client.probes.reading import Missing
from obt.client.probes.system import cpu_model, operating_system
from obt.client.probes.windows_registry import registry_text

X86 = "vendor_id\t: GenuineIntel\nmodel\t\t: 85\nmodel name\t: Intel(R)  Xeon(R) CPU\n"
PI = "processor\t: 0\nBogoMIPS\t: 108\n\nHardware\t: BCM2835\nModel\t\t: Raspberry Pi 4\n"
ARM = "processor\t: 0\nBogoMIPS\t: 243\nCPU part\t: 0xd40\n"
POWER = "processor\t: 0\ncpu\t\t: POWER9\n"


@pytest.mark.parametrize(
    ("cpuinfo", "model"),
    [(X86, "Intel(R) Xeon(R) CPU"), (PI, "BCM2835"), (POWER, "POWER9")],
)
def test_linux_cpu(tree: Tree, cpuinfo: str, model: str) -> None:
    assert cpu_model("linux", tree({"/proc/cpuinfo": cpuinfo})) == model


def test_linux_board_where_the_cpu_has_no_name(tree: Tree) -> None:
    files = tree({"/proc/cpuinfo": ARM, "/proc/device-tree/model": "NVIDIA Jetson Orin\x00"})
    assert cpu_model("linux", files) == "NVIDIA Jetson Orin"


@pytest.mark.parametrize("texts", [{}, {"/proc/cpuinfo": ARM}])
def test_no_name_is_missing_with_a_reason(tree: Tree, texts: dict[str, str]) -> None:
    reading = cpu_model("linux", tree(texts))
    assert isinstance(reading, Missing)
    assert reading.reason


def test_windows_asks_the_registry() -> None:
    asked: list[tuple[str, str]] = []

    def registry(key: str, name: str) -> str:
        asked.append((key, name))
        return "AMD Ryzen 9 \x00"

    assert cpu_model("win32", registry=registry) == "AMD Ryzen 9"
    assert asked[0][1] == "ProcessorNameString"


def test_macos_asks_sysctl() -> None:
    assert cpu_model("darwin", run=lambda *_: "Apple M2 Pro") == "Apple M2 Pro"
    failed = Missing("sysctl failed with exit code 1")
    assert cpu_model("darwin", run=lambda *_: failed) == failed


def test_no_registry_elsewhere() -> None:
    reading = registry_text("HARDWARE", "nothing of this name")
    assert isinstance(reading, Missing)


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (
            {"/etc/os-release": 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12"\n'},
            "Debian GNU/Linux 12",
        ),
        ({"/usr/lib/os-release": "PRETTY_NAME='Fedora Linux 41'"}, "Fedora Linux 41"),
    ],
)
def test_linux_name(tree: Tree, texts: dict[str, str], name: str) -> None:
    system = operating_system("linux", tree(texts), lambda: "6.1.0")
    assert (system.name, system.version) == (name, "6.1.0")


def test_windows_11_calls_itself_10(monkeypatch: pytest.MonkeyPatch, tree: Tree) -> None:
    monkeypatch.setattr("platform.win32_ver", lambda: ("10", "", "", ""))
    assert operating_system("win32", tree({}), lambda: "10.0.22631").name == "Windows 11"
    assert operating_system("win32", tree({}), lambda: "10.0.19045").name == "Windows 10"
