"""`obt up`: server and client in one go."""

import asyncio
import os
import sys
from typing import Annotated

import typer

from obt.cli.server import need_server


def obt_command(*args: str) -> list[str]:
    """This same OBT as a program of its own, whatever the PATH says."""
    return [sys.executable, "-m", "obt", *args]


def server_url(port: int) -> str:
    """Where a server on this machine answers, as OBT_HOST has it listen."""
    host = os.environ.get("OBT_HOST") or "127.0.0.1"
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not listened on
    host = everywhere.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def up(
    port: Annotated[
        int, typer.Option(help="Port of the server and its dashboard.", envvar="OBT_PORT")
    ] = 8881,
) -> None:
    """Run the server, its dashboard and one client for this machine's Ollama. Ctrl-C stops all."""
    need_server()
    from rich.console import Console

    from obt.cli.supervisor import Program, run_group

    console = Console()
    url = server_url(port)
    programs = [
        Program("server", obt_command("server", "--port", str(port)), ready=f"{url}/ready"),
        Program("client", obt_command("client", "--server", url)),
    ]

    def tell() -> None:
        console.print(f"\n  Dashboard  [bold]{url}[/]\n  API        {url}/docs\n")

    raise typer.Exit(asyncio.run(run_group(programs, console=console, when_ready=tell)))
