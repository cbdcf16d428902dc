"""`obt create`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.completion import model_names
from obt.cli.options import AsJson, CancelOnInterrupt, NoWait, On, Server

if TYPE_CHECKING:
    from pydantic import JsonValue

    from obt.cli.fleet import Fleet
    from obt.sdk import Create, Obt

Name = Annotated[str, typer.Argument(help="Name of the new model.", metavar="NAME")]
Base = Annotated[
    str | None,
    typer.Option(
        "--from", help="The model to make it from.", autocompletion=model_names, metavar="MODEL"
    ),
]
Modelfile = Annotated[
    Path | None,
    typer.Option(
        "--file", "-f", help="A Modelfile; the other options win over it.", metavar="FILE"
    ),
]
System = Annotated[str | None, typer.Option(help="Its system prompt.", metavar="TEXT")]
Template = Annotated[str | None, typer.Option(help="Its prompt template.", metavar="TEXT")]
License = Annotated[str | None, typer.Option("--license", help="Its license.", metavar="TEXT")]
Parameter = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter",
        "-p",
        help="As in a Modelfile: num_ctx=8192. Repeat it.",
        metavar="NAME=VALUE",
    ),
]
Quantize = Annotated[
    str | None, typer.Option(help="To this quantization, such as q4_K_M.", metavar="TYPE")
]


def create(
    name: Name,
    base: Base = None,
    file: Modelfile = None,
    system: System = None,
    template: Template = None,
    license_: License = None,
    parameter: Parameter = None,
    quantize: Quantize = None,
    on: On = None,
    no_wait: NoWait = False,
    cancel_on_interrupt: CancelOnInterrupt = False,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Make a model from another one: on all machines that have that, or on those named."""
    from obt.cli.exits import told
    from obt.cli.fleet import checked_name
    from obt.cli.wish import How, connected, file_and_follow, fleet_of
    from obt.sdk import Create

    with told():
        checked_name(name)
        operation = Create(
            from_model=base,
            modelfile=_read(file) if file else None,
            system=system,
            template=template,
            license=license_,
            parameters=_parameters(parameter or []) or None,
            quantize=quantize,
        )
        source = _source(operation)
    how = How(server, as_json, no_wait, cancel_on_interrupt)
    with connected(server) as obt:
        fleet = fleet_of(obt)
        targets = [(client_id, name) for client_id in _machines(obt, fleet, source, on)]
        file_and_follow(obt, fleet, operation, targets, how)


def _read(file: Path) -> str:
    from obt.cli.exits import Mistake

    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake(f"{file} cannot be read: {error}.") from error


def _source(operation: "Create") -> str | None:
    """The model that it is made from; none where it is made from blobs. Raises Mistake."""
    from obt.cli.exits import Mistake
    from obt.client.jobs.modelfile import ModelfileError, parse

    try:
        body = parse(operation.modelfile) if operation.modelfile else {}
    except ModelfileError as error:
        raise Mistake(f"The Modelfile, line {error.line}: {error}.") from error
    source = operation.from_model or body.get("from")
    if not source and not body.get("files"):
        raise Mistake("Say what to make it from: --from MODEL, or --file with a FROM line.")
    return str(source) if source else None


def _machines(obt: "Obt", fleet: "Fleet", source: str | None, on: str | None) -> list[str]:
    """Those that have the source. Raises Mistake."""
    from obt.cli.exits import Mistake
    from obt.cli.targets import where_installed

    if source is not None:
        return [want.client_id for want in where_installed(obt, fleet, [source], on)]
    if on is None:
        raise Mistake("Its FROM line names a blob: say with --on which machines have it.")
    return [it.client.client_id for it in fleet.choose(on)]


def _parameters(given: list[str]) -> "dict[str, JsonValue]":
    """`stop` may be repeated. Raises Mistake."""
    from obt.cli.exits import Mistake
    from obt.client.jobs.modelfile import ModelfileError, parse

    lines = []
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise Mistake(f"--parameter: '{text}' is not NAME=VALUE, such as num_ctx=8192.")
        lines.append(f"PARAMETER {key.strip()} {value}")
    try:
        found: dict[str, JsonValue] = parse("\n".join(lines)).get("parameters", {})
    except ModelfileError as error:
        raise Mistake(f"--parameter: {error}.") from error
    return found
