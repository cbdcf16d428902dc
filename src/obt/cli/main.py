"""`obt`: every command, and nothing else.

Commands import what they run when they run, so that `obt client` never loads the server.
"""

from typing import Annotated

import typer

import obt
from obt.cli.client import client
from obt.cli.server import openapi, server
from obt.cli.up import up

app = typer.Typer(
    name="obt",
    help="Mission control for every machine you own that runs Ollama.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(up)
app.command()(server)
app.command()(client)
app.command(hidden=True)(openapi)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"obt {obt.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass
