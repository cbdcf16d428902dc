"""`obt server` and `obt openapi`."""

from typing import Annotated

import typer


def server(
    host: Annotated[str | None, typer.Option(help="Address to listen on (OBT_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (OBT_PORT).")] = None,
) -> None:
    """Run the OBT server: the API and the dashboard."""
    from obt.server.run import run

    run(host=host, port=port)


def openapi(
    out: Annotated[typer.FileTextWrite, typer.Option("-o", "--out", help="Where to write it.")],
) -> None:
    """Write the OpenAPI document."""
    import json

    from obt.server.app import create_app

    json.dump(create_app().openapi(), out, indent=2, sort_keys=True)
    out.write("\n")
