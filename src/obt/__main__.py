"""`python -m obt`."""

from obt.cli.main import run

run()
