"""`obt bench`: every command of it."""

import typer

from obt.cli.bench.files import export, import_
from obt.cli.bench.fleet import advise, history, leaders
from obt.cli.bench.judge import compare, gate
from obt.cli.bench.manage import cancel, list_benchmarks, pause, resume, rm, show, wait
from obt.cli.bench.run import run

group = typer.Typer(no_args_is_help=True, help="Benchmarks: measure, look, compare, gate.")
group.command()(run)
group.command("list")(list_benchmarks)
group.command()(show)
group.command()(wait)
group.command()(compare)
group.command()(gate)
group.command()(history)
group.command()(leaders)
group.command()(advise)
group.command()(export)
group.command("import")(import_)
group.command()(cancel)
group.command()(pause)
group.command()(resume)
group.command()(rm)
