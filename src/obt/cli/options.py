"""Options and arguments that several commands have."""

from typing import Annotated, TypeAlias

import typer

from obt.cli.completion import machines, model_names

Server: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--server",
        envvar="OBT_SERVER_URL",
        help="Address of the OBT server; default: http://127.0.0.1:8881.",
        show_default=False,
    ),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, as the API has it.")]
Query: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(help="The search language, such as: family:llama 'size:<8GB'.", metavar="QUERY"),
]
On: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--on",
        help="Machines: names, ids or patterns such as 'lab*', with commas between.",
        autocompletion=machines,
        metavar="MACHINES",
    ),
]
Machine: TypeAlias = Annotated[
    str,
    typer.Argument(help="A machine's name or id.", autocompletion=machines, metavar="MACHINE"),
]
Machines: TypeAlias = Annotated[
    str,
    typer.Argument(
        help="Names, ids or patterns such as 'lab*', with commas between.",
        autocompletion=machines,
        metavar="MACHINES",
    ),
]
Model: TypeAlias = Annotated[
    str, typer.Argument(help="A model's name.", autocompletion=model_names, metavar="MODEL")
]
Models: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        help="Names of models; '*' stands for any text.",
        autocompletion=model_names,
        metavar="MODEL...",
    ),
]
NewModels: TypeAlias = Annotated[
    list[str], typer.Argument(help="Names of models.", metavar="MODEL...")
]
Insecure: TypeAlias = Annotated[
    bool, typer.Option("--insecure", help="Allow a registry that speaks plain HTTP.")
]
NoWait: TypeAlias = Annotated[
    bool, typer.Option("--no-wait", help="File the jobs and return at once.")
]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
CancelOnInterrupt: TypeAlias = Annotated[
    bool, typer.Option("--cancel-on-interrupt", help="Ctrl-C cancels the jobs.")
]


def query_text(words: list[str] | None) -> str:
    """Several arguments are one query."""
    return " ".join(words or [])
