"""A client has no server beside it: the report is made without NumPy."""

import subprocess
import sys


def test_it_needs_nothing_of_the_server() -> None:
    source = (
        "import sys\n"
        "for name in ('numpy', 'fastapi', 'sqlalchemy', 'uvicorn'):\n"
        "    sys.modules[name] = None\n"
        "import obt.handout, obt.cli.bench.writing\n"
    )
    subprocess.run([sys.executable, "-c", source], check=True)
