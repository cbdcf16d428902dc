"""`obt bench`: every command of it."""

import typer

from obt.cli.bench.files import export, import_
from obt.cli.bench.fleet import advise, history, leaders
from obt.cli.bench.judge import compare, gate
from obt.cli.bench.manage import cancel, list_benchmarks, pause, resume, rm, show, wait
from obt.cli.bench.run import run


def examples(*lines: str) -> str:
    """Below the options; an empty line keeps two of them apart."""
    return "\n\n".join(("Examples:", *lines))


group = typer.Typer(no_args_is_help=True, help="Benchmarks: measure, look, compare, gate.")
group.command(
    epilog=examples(
        "obt bench run 'smollm2*' --on all -w chat,decode --precision 2% --max 20m",
        "obt bench run qwen3:8b -w concurrency --set num_ctx=8192 --name before",
        "obt bench run smollm2:135m --local --out report.html",
        "obt bench run smollm2:135m --local -w ./tickets.md --out result.json",
    )
)(run)
group.command("list")(list_benchmarks)
group.command(epilog=examples("obt bench show last --metrics"))(show)
group.command()(wait)
group.command(
    epilog=examples(
        "obt bench compare last",
        "obt bench compare last --between models",
        "obt bench compare before after --metric ttft --metric decode_rate",
    )
)(compare)
group.command(epilog=examples("obt bench gate after --baseline before --tolerance 5%"))(gate)
group.command(epilog=examples("obt bench history qwen3:8b --on desk -w decode"))(history)
group.command(epilog=examples("obt bench leaders -w decode"))(leaders)
group.command(epilog=examples("obt bench advise qwen3:8b --ttft 500ms --tpot 50ms"))(advise)
group.command(
    epilog=examples(
        "obt bench export last --out report.html",
        "obt bench export before --out before.json",
        "obt bench export last --format benchstat > after.txt",
    )
)(export)
group.command("import", epilog=examples("obt bench import result.json"))(import_)
group.command()(cancel)
group.command()(pause)
group.command()(resume)
group.command()(rm)
