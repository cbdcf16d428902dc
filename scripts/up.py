"""`make up`: server, dashboard, and a client beside each Ollama, from this checkout.

Uses the Ollama at OLLAMA_HOST or port 11434. Where none answers, Linux x86-64 gets a real
one with a real small model, twice, so that the dashboard shows a fleet.
"""

import asyncio
import os
import sys
from pathlib import Path

import httpx
from rich.console import Console

import real_ollama
from obt.cli.supervisor import Program, run_group
from obt.cli.up import obt_command, server_url
from obt.client.settings import ClientSettings
from obt.server.core.ports import taken

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".cache" / "up"
OLLAMA_PORT = 11435  # beside the usual one, so that an Ollama installed later is not in the way
NODES = ("desk", "lab")


def port_of(variable: str, default: int) -> int:
    """Ends the program, with a sentence, where it is no port or something listens there."""
    text = os.environ.get(variable) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise SystemExit(f"{variable}={text} is no port: give a number from 1 to 65535.")
    if why := taken("127.0.0.1", int(text), variable):
        raise SystemExit(why)
    return int(text)


SERVER_PORT, PAGE_PORT = port_of("OBT_PORT", 8881), port_of("OBT_FRONTEND_PORT", 5173)
SERVER = server_url(SERVER_PORT)
PAGE = f"http://127.0.0.1:{PAGE_PORT}"


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/version", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def client(name: str, ollama: str, more: dict[str, str] | None = None) -> Program:
    env = {"OLLAMA_HOST": ollama, **(more or {})}
    return Program(name, obt_command("client", "--server", SERVER), env=env)


def demo_client(number: int, name: str, ollama: str) -> Program:
    """As on a machine of its own: own id, own folders."""
    folders = {
        "OBT_DATA_DIR": str(DATA / name),
        "OLLAMA_MODELS": str(DATA / f"ollama/node-{number}/models"),
    }
    return client(name, ollama, {"OBT_CLIENT_NAME": name, "OBT_CLIENT_ID": name, **folders})


def fleet(console: Console) -> tuple[list[Program], list[str]]:
    """The programs beside server and page, and the addresses of their Ollamas."""
    own = ClientSettings().ollama.url
    if answers(own):
        return [client("client", own)], [own]
    if not real_ollama.supported():
        console.print(real_ollama.HOW_TO_INSTALL, style="yellow")
        return [client("client", own)], [f"{own} (unreachable)"]
    console.print(
        f"No Ollama answers at {own}: starting a real one with a real small model, twice."
    )
    real_ollama.install()
    urls = [f"http://127.0.0.1:{OLLAMA_PORT + n}" for n in range(len(NODES))]
    argv = [sys.executable, real_ollama.__file__, "serve", "--nodes", str(len(NODES))]
    argv += ["--port", str(OLLAMA_PORT), "--data", str(DATA / "ollama")]
    ollama = Program("ollama", argv, ready=f"{urls[-1]}/api/version")
    pairs = zip(NODES, urls, strict=True)
    clients = [demo_client(n, name, url) for n, (name, url) in enumerate(pairs, start=1)]
    return [ollama, *clients], urls


def main() -> int:
    console = Console()
    programs, ollamas = fleet(console)
    node = ROOT / ".tools" / "bin" / "node"
    page_env = {"HOST": "127.0.0.1", "PORT": str(PAGE_PORT), "OBT_API_URL": SERVER}
    page_env["BODY_SIZE_LIMIT"] = "Infinity"  # the server behind has limits of its own
    origins = {"OBT_PORT": str(SERVER_PORT)}
    server = Program("server", obt_command("server"), env=origins, ready=f"{SERVER}/ready")
    page = Program("page", [str(node), str(ROOT / "frontend/build/node")], page_env, ready=PAGE)

    def tell() -> None:
        console.print()
        console.print(f"  Dashboard  [bold]{PAGE}[/]")
        console.print(f"  Server     {SERVER}  (API: {SERVER}/docs)")
        console.print(f"  Ollama     {', '.join(ollamas)}")
        console.print("\n  Ctrl-C stops everything.\n", style="dim")

    return asyncio.run(run_group([server, page, *programs], console=console, when_ready=tell))


if __name__ == "__main__":
    raise SystemExit(main())
