"""`obt workloads`: what a benchmark may ask of a model."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from obt.cli.options import AsJson, Server, Yes

if TYPE_CHECKING:
    from obt.measure.workloads import Workload
    from obt.sdk import Obt
    from obt.sdk.benchmarks import WorkloadItem

Id = Annotated[str, typer.Argument(help="Id of a workload.", metavar="WORKLOAD")]
File = Annotated[
    Path,
    typer.Argument(
        help="Markdown prompts with front matter (.md), or a trace (.jsonl).", metavar="FILE"
    ),
]
Called = Annotated[
    str | None, typer.Option("--id", help="Its id; default: as the file says, or is called.")
]
Version = Annotated[int | None, typer.Option(min=1, help="Default: the newest.")]
FORMATS = {".md": "markdown", ".markdown": "markdown", ".jsonl": "jsonl"}
group = typer.Typer(no_args_is_help=True, help="Workloads: what a benchmark asks of a model.")


@group.command("list")
def list_workloads(as_json: AsJson = False, server: Server = None) -> None:
    """Those that come with OBT, then own ones."""
    from obt.cli.screen import Column, say_json, table
    from obt.cli.wish import connected

    with connected(server) as obt:
        found = obt.workloads.all()
    if as_json:
        say_json(found)
        return
    columns = [
        Column("WORKLOAD"),
        Column("VERSION", right=True, leaves=2),
        Column("CASES", right=True, leaves=3),
        Column("TITLE", gives=True),
        Column("", gives=True, leaves=1),
    ]
    table(columns, [_row(item) for item in found])


@group.command()
def show(
    workload: Id, version: Version = None, as_json: AsJson = False, server: Server = None
) -> None:
    """All that it asks for."""
    import json

    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected
    from obt.measure.workloads import cases_of

    with connected(server) as obt:
        item = known(obt, workload) if version is None else obt.workloads.get(workload, version)
    if as_json:
        say_json(item)
        return
    found = item.workload
    say(f"{found.id} (version {found.version})", "bold")
    if found.description:
        say(found.description)
    words = {"id", "version", "title", "description"}
    for name, value in found.model_dump(mode="json", exclude=words, exclude_none=True).items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        say(f"  {name:<14} {text if len(text) < 200 else text[:199] + '…'}")
    keys = [case.name or "one" for case in cases_of(found)]
    say(f"  {'cases':<14} {len(keys)}: {', '.join(keys[:12])}{' …' if len(keys) > 12 else ''}")


@group.command()
def add(
    file: File,
    id_: Called = None,
    as_json: AsJson = False,
    server: Server = None,
) -> None:
    """Add one from a file. One of that id gets a new version; results keep the one they used."""
    from obt.cli.exits import told
    from obt.cli.screen import say, say_json
    from obt.cli.wish import connected

    with told():
        workload = read(file, id_)
    with connected(server) as obt:
        there = {item.workload.id for item in obt.workloads.all() if not item.builtin}
        store = obt.workloads.change if workload.id in there else obt.workloads.create
        item = store(workload)
    if as_json:
        say_json(item)
        return
    made = item.workload
    say(f"{made.id}, version {made.version}. Measure it: obt bench run MODEL -w {made.id}")


@group.command()
def rm(workload: Id, yes: Yes = False, server: Server = None) -> None:
    """Delete an own one. Results that used it keep it."""
    from obt.cli.asking import agree
    from obt.cli.screen import say
    from obt.cli.wish import connected

    with connected(server) as obt:
        item = known(obt, workload)
        if not yes:
            agree(f"Delete {item.workload.id}?", "Nothing was deleted.")
        obt.workloads.delete(item.workload.id)
        say(f"deleted   {item.workload.id}")


def read(file: Path, id_: str | None = None) -> "Workload":
    """A workload from a file. Raises Mistake."""
    import re

    from obt.cli.exits import Mistake
    from obt.measure.workloads import WorkloadError, parse_markdown, parse_trace

    format_ = FORMATS.get(file.suffix.lower())
    if format_ is None:
        raise Mistake(f"{file.name}: a workload's file ends in .md or .jsonl.")
    name = id_ or re.sub(r"[^a-z0-9._-]+", "-", file.stem.lower()).strip("-._") or "own"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake(f"{file} cannot be read: {error}.") from error
    try:
        found = (parse_markdown if format_ == "markdown" else parse_trace)(text, name)
    except WorkloadError as error:
        raise Mistake(f"{file.name}: {error}") from error
    return found if id_ is None else found.model_copy(update={"id": id_})


def known(obt: "Obt", workload_id: str) -> "WorkloadItem":
    """Raises Mistake with near names."""
    from obt.cli.exits import Mistake
    from obt.cli.fleet import near

    by_id = {item.workload.id: item for item in obt.workloads.all()}
    if workload_id not in by_id:
        raise Mistake(f"There is no workload '{workload_id}'.{near(workload_id, by_id)}")
    return by_id[workload_id]


def _row(item: "WorkloadItem") -> tuple[str, str, str, str, str]:
    from obt.measure.workloads import cases_of

    workload = item.workload
    cases = str(len(cases_of(workload)))
    about = workload.description if item.builtin else "own"
    return (workload.id, str(workload.version), cases, workload.title, about)
