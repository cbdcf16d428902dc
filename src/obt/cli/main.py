"""`obt`: every command, and nothing else.

Commands import what they run when they run, so that `obt client` never loads the server.
"""

import os
from typing import Annotated

import typer

import obt
from obt.cli.bench.group import group as bench
from obt.cli.bench.workloads import group as workloads
from obt.cli.client import client
from obt.cli.completion import mend_words
from obt.cli.config import config
from obt.cli.create import create
from obt.cli.jobs import group as jobs
from obt.cli.listing import clients, models, ps
from obt.cli.log import log
from obt.cli.machines import forget, label, rename
from obt.cli.operate import cp, load, pull, transfer, unload
from obt.cli.push import push
from obt.cli.remove import rm
from obt.cli.server import openapi, server
from obt.cli.show import show
from obt.cli.simulate import simulate
from obt.cli.sync import sync
from obt.cli.up import up
from obt.cli.update import update

app = typer.Typer(
    name="obt",
    help="Mission control for every machine you own that runs Ollama.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(rich_help_panel="Run")(up)
app.command(rich_help_panel="Run")(server)
app.command(rich_help_panel="Run")(client)
app.command(rich_help_panel="Run")(config)
app.command(rich_help_panel="Run")(simulate)
app.command(rich_help_panel="Look")(clients)
app.command(rich_help_panel="Look")(models)
app.command(rich_help_panel="Look")(ps)
app.command(rich_help_panel="Look")(show)
app.command(rich_help_panel="Look")(log)
app.command(rich_help_panel="Do")(load)
app.command(rich_help_panel="Do")(unload)
app.command(rich_help_panel="Do")(pull)
app.command(rich_help_panel="Do")(rm)
app.command(rich_help_panel="Do")(cp)
app.command(rich_help_panel="Do")(update)
app.command(rich_help_panel="Do")(create)
app.command(rich_help_panel="Do")(push)
app.command(rich_help_panel="Do")(transfer)
app.command(rich_help_panel="Do")(sync)
app.command(rich_help_panel="Do")(rename)
app.command(rich_help_panel="Do")(label)
app.command(rich_help_panel="Do")(forget)
app.add_typer(jobs, name="jobs", rich_help_panel="Do")
app.add_typer(bench, name="bench", rich_help_panel="Measure")
app.add_typer(workloads, name="workloads", rich_help_panel="Measure")
app.command(hidden=True)(openapi)


def run() -> None:
    """What the `obt` program runs."""
    mend_words(os.environ)
    app()


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
