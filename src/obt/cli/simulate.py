"""`obt simulate`."""

import os
from typing import Annotated

import typer

from obt.cli.exits import UNREACHABLE, USAGE


def simulate(
    nodes: Annotated[int, typer.Option(min=1, max=20_000, help="Simulated machines.")] = 3,
    port: Annotated[int, typer.Option(help="Port of the first simulated Ollama.")] = 21434,
    server: Annotated[
        str | None, typer.Option(help="OBT server to which a client beside each links.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same machines.")] = 0,
    links: Annotated[
        bool,
        typer.Option("--links", help="Links only, for load: no Ollama, any number of them."),
    ] = False,
) -> None:
    """Run simulated Ollamas, with a client beside each if a server is given. Ctrl-C stops them.

    For a look at OBT without a fleet, and for tests. Nothing measured on them means anything.
    """
    import asyncio

    from rich.console import Console

    from obt.cli.screen import note

    console = Console()
    try:
        if links:
            from obt.simulate.fleet.run import run_fleet

            if server is None:
                raise typer.BadParameter("--links needs --server", param_hint="--links")
            _look_for(server)
            console.print(f"{nodes} simulated clients link to {server} (Ctrl-C stops them)")
            token = os.environ.get("OBT_ENROLL_TOKEN") or None
            asyncio.run(run_fleet(server, nodes, seed=seed, enroll_token=token))
        else:
            from obt.simulate.nodes import run_nodes

            last = port + nodes - 1
            console.print(f"{nodes} simulated Ollamas on 127.0.0.1:{port} to {last} (Ctrl-C stops)")
            asyncio.run(run_nodes(nodes, port=port, server_url=server, seed=seed))
    except OSError as error:
        note(f"A port from {port} on cannot be used: {error}.", "red")
        raise typer.Exit(USAGE) from error
    except KeyboardInterrupt:
        console.print("stopped", style="dim")


def _look_for(server: str) -> None:
    """Clients wait for their server; those that are links only dial once."""
    import httpx

    from obt.cli.screen import note

    try:
        httpx.get(f"{server.rstrip('/')}/health", timeout=5, trust_env=False).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        note(f"No OBT server answers at {server}: {error}.", "red")
        raise typer.Exit(UNREACHABLE) from error
