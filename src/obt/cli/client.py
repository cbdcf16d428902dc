"""`obt client`."""

from typing import Annotated

import typer


def client(
    server: Annotated[
        str | None, typer.Option(help="Address of the OBT server (OBT_SERVER_URL).")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name shown to people (OBT_CLIENT_NAME).")
    ] = None,
) -> None:
    """Run the client beside this machine's Ollama."""
    from obt.client.lean import without

    with without("rich", "pygments", "click", "greenlet"):
        from obt.client.run import run

    run(server_url=server, name=name)
