"""`obt bench run` on a terminal: results as they come, and Ctrl-C that ends nothing."""

import re
import signal
import sys

import pytest
from tests.cli.conftest import Installation

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals there", allow_module_level=True)

from tests.cli.test_terminal import Terminal


def test_ctrl_c_leaves_it_running_and_says_how_to_come_back(obt: Installation) -> None:
    terminal = Terminal(
        obt.url,
        *("bench", "run", "small:1b", "--on", "desk", "-w", "quick"),
        *("--precision", "0.001%", "--max-samples", "900"),
        width=120,
    )
    shown = terminal.until(r"small:1b +quick +[1-9]\d* +[\d.]+ tokens/s .*measuring")
    assert re.search(r"desk +running +round \d+ · small:1b · quick +\d+ %", shown)
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    last = terminal.text.strip().splitlines()[-1]
    found = re.fullmatch(
        r"It goes on without this. Watch: obt bench wait (\S+)   Stop: obt bench cancel (\S+)", last
    )
    assert found, last
    assert found[1] == found[2]
    assert obt.json("bench", "show", found[1])["state"] == "running"
    assert re.search(r"(?m)^desk +running +round \d+", obt.run("bench", "show", found[1]).stdout)
    again = Terminal(obt.url, "bench", "wait", found[1], width=120)
    again.until(r"small:1b +quick +[1-9]")
    assert obt.run("bench", "cancel", found[1]).exit_code == 0
    assert again.end() == 1
    assert re.search(r"1 cell on 1 machine, \d+ samples: cancelled", again.text)
