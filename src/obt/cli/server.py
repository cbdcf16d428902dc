"""`obt server` and `obt openapi`."""

from importlib.util import find_spec
from typing import Annotated

import typer

from obt.cli.exits import USAGE

#: One of the packages that `obt[server]` brings and plain `obt` does not.
SERVERS_OWN = "uvicorn"


def need_server() -> None:
    """Ends the program, with what to do, where only the client's half of OBT is installed."""
    if find_spec(SERVERS_OWN) is None:
        typer.echo(
            "The server is not installed here: install OBT's wheel with [server] behind its name",
            err=True,
        )
        raise typer.Exit(USAGE)


def server(
    host: Annotated[str | None, typer.Option(help="Address to listen on (OBT_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (OBT_PORT).")] = None,
) -> None:
    """Run the OBT server: the API and the dashboard."""
    need_server()
    from obt.server.run import run

    run(host=host, port=port)


def openapi(
    out: Annotated[typer.FileTextWrite, typer.Option("-o", "--out", help="Where to write it.")],
) -> None:
    """Write the OpenAPI document."""
    need_server()
    import json

    from obt.server.app import create_app

    json.dump(create_app().openapi(), out, indent=2, sort_keys=True)
    out.write("\n")
