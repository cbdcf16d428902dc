"""`python -m obt`."""

from obt.cli.main import app

app()
